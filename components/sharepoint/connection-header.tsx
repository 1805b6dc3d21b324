import { Pencil, ShieldCheck } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { PageHeader } from "@/components/layout/page-header";
import { LinkButton } from "@/components/ui/link-button";
import { setConnectionStatusAction, verifyConnectionAction } from "@/lib/features/sharepoint/actions";
import type { ConnectionRow } from "@/lib/features/sharepoint/types";
import { ConnectionStateBadge } from "./connection-state";

interface ConnectionHeaderProps {
  connection: ConnectionRow;
  mayManage: boolean;
  mayDiscover: boolean;
}

/** Head of a connection's page: how it stands and what can be done. */
export function ConnectionHeader({ connection, mayManage, mayDiscover }: ConnectionHeaderProps) {
  const { id: connectionId, name } = connection;
  return (
    <PageHeader
      title={name}
      breadcrumb={[{ label: "SharePoint", href: "/sharepoint" }]}
      badges={<ConnectionStateBadge connection={connection} />}
      actions={
        <>
          {mayManage && (
            <>
              {connection.status === "ACTIVE" ? (
                <ActionButton
                  action={setConnectionStatusAction}
                  input={{ connectionId, status: "DISABLED" as const }}
                  done="Disabled"
                  variant="quiet"
                  confirm={{
                    title: `Disable “${name}”?`,
                    body: "Its sites are not discovered and its syncs do not run until it is enabled again. Nothing is deleted.",
                    verb: "Disable",
                  }}
                >
                  Disable
                </ActionButton>
              ) : (
                <ActionButton
                  action={setConnectionStatusAction}
                  input={{ connectionId, status: "ACTIVE" as const }}
                  done="Enabled"
                >
                  Enable
                </ActionButton>
              )}
              <LinkButton href={`/sharepoint/connections/${connectionId}/edit`} icon={<Pencil aria-hidden />}>
                Edit
              </LinkButton>
            </>
          )}
          {mayDiscover && (
            <ActionButton
              action={verifyConnectionAction}
              input={{ connectionId }}
              done="The findings are up to date"
              variant="primary"
              icon={<ShieldCheck aria-hidden />}
            >
              Verify
            </ActionButton>
          )}
        </>
      }
    />
  );
}
