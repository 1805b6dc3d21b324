import type { ReactNode } from "react";
import { ActionButton } from "@/components/forms/action-button";
import { PageHeader } from "@/components/layout/page-header";
import { LinkButton } from "@/components/ui/link-button";
import { StateBadge } from "@/components/ui/state-badge";
import { archiveApplicationAction, restoreApplicationAction } from "@/lib/features/applications/actions";
import { applicationStatusLabels } from "@/lib/features/applications/labels";
import type { ApplicationRow } from "@/lib/features/applications/types";
import { plural } from "@/lib/format/plural";

interface ApplicationHeaderProps {
  application: ApplicationRow;
  mayManage: boolean;
  /** The button that adds a database. */
  create: ReactNode;
}

/** The head of an application's page. */
export function ApplicationHeader({ application, mayManage, create }: ApplicationHeaderProps) {
  const { name, description, ownerTeam, status } = application;
  return (
    <PageHeader
      title={name}
      breadcrumb={[{ label: "Applications", href: "/applications" }]}
      badges={status === "ARCHIVED" && <StateBadge state="paused" label={applicationStatusLabels[status]} />}
      description={
        (description || ownerTeam) && (
          <>
            {description && <p>{description}</p>}
            {ownerTeam && (
              <p>
                Owned by <span className="text-ink">{ownerTeam}</span>
              </p>
            )}
          </>
        )
      }
      actions={
        <>
          {mayManage && <Manage application={application} />}
          {create}
        </>
      }
    />
  );
}

function Manage({ application: { id, name, status, definitionCount } }: { application: ApplicationRow }) {
  const input = { applicationId: id };
  return (
    <>
      {status === "ARCHIVED" ? (
        <ActionButton action={restoreApplicationAction} input={input} done="Application restored" variant="primary">
          Restore
        </ActionButton>
      ) : (
        <ActionButton
          action={archiveApplicationAction}
          input={input}
          done="Application archived"
          variant="quiet"
          confirm={{
            title: `Archive “${name}”?`,
            body: `Everything below it is kept, and it can be restored. ${
              definitionCount === 0
                ? "No sync reads from it."
                : `${plural(definitionCount, "sync")} that ${definitionCount === 1 ? "reads" : "read"} from it will not run until then.`
            }`,
            verb: "Archive",
          }}
        >
          Archive
        </ActionButton>
      )}
      <LinkButton href={`/applications/${id}/edit`}>Edit</LinkButton>
    </>
  );
}
