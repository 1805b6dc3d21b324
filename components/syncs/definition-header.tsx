import { ExternalLink, ListTodo } from "lucide-react";
import { DriftMark } from "@/components/drift/drift-mark";
import { ActionButton } from "@/components/forms/action-button";
import { PageHeader } from "@/components/layout/page-header";
import { PlanButton } from "@/components/runs/plan-button";
import { RunNowButton } from "@/components/runs/run-now-button";
import { LinkButton } from "@/components/ui/link-button";
import { TabLinks } from "@/components/ui/tab-links";
import type { DriftBadge } from "@/lib/features/drift/types";
import { enableDefinitionAction, pauseDefinitionAction } from "@/lib/features/syncs/actions";
import type { DefinitionDetails } from "@/lib/features/syncs/types";
import { DefinitionStanding } from "./definition-standing";
import { DefinitionStateBadge } from "./definition-state";

interface DefinitionHeaderProps {
  definition: DefinitionDetails;
  /** Open differences of the table it reads; absent where there are none. */
  drift: DriftBadge | undefined;
  mayDefine: boolean;
  maySeeValues: boolean;
}

/** Head of all pages of one definition: how it stands and what can be done. */
export function DefinitionHeader({ definition, drift, mayDefine, maySeeValues }: DefinitionHeaderProps) {
  const path = `/syncs/${definition.id}`;
  const ref = { definitionId: definition.id };
  const tabs = [
    { label: "Mapping", href: path, count: definition.mappings.length },
    { label: "Sources", href: `${path}/sources` },
    { label: "Deletes & guards", href: `${path}/rules` },
    { label: "Key", href: `${path}/key` },
    { label: "Schedule", href: `${path}/schedule` },
    { label: "Runs", href: `${path}/runs` },
    { label: "Versions", href: `${path}/versions` },
    { label: "Drift", href: `${path}/drift`, count: drift?.open ?? 0 },
  ];
  const valueTabs = [
    { label: "Ledger", href: `${path}/ledger`, count: definition.linkedItems ?? undefined },
    { label: "Rejections", href: `${path}/rejections`, count: definition.openRejections },
  ];
  return (
    <PageHeader
      title={definition.name}
      description={definition.description}
      facts={<DefinitionStanding definition={definition} />}
      breadcrumb={[{ label: "Syncs", href: "/syncs" }]}
      badges={
        <>
          <DefinitionStateBadge state={definition.state} />
          <DriftMark badge={drift} href={`${path}/drift`} look="soft" />
        </>
      }
      actions={
        <>
          {definition.listWebUrl && (
            <LinkButton
              href={definition.listWebUrl}
              target="_blank"
              rel="noreferrer"
              icon={<ExternalLink aria-hidden />}
            >
              Open list
            </LinkButton>
          )}
          {mayDefine && definition.isEnabled && (
            <ActionButton action={pauseDefinitionAction} input={ref} done="Paused">
              Pause
            </ActionButton>
          )}
          {mayDefine && definition.isUnfinished && (
            <LinkButton href={`${path}/setup`} variant="primary" icon={<ListTodo aria-hidden />}>
              Continue set-up
            </LinkButton>
          )}
          {mayDefine && !definition.isEnabled && (
            <ActionButton
              action={enableDefinitionAction}
              input={ref}
              done="Enabled"
              disabled={definition.problems.length > 0}
              variant={definition.isUnfinished ? "secondary" : "primary"}
            >
              Enable
            </ActionButton>
          )}
          {mayDefine && <PlanButton definitionId={definition.id} disabled={definition.problems.length > 0} />}
          {mayDefine && definition.isEnabled && (
            <RunNowButton definitionId={definition.id} disabled={definition.problems.length > 0} />
          )}
        </>
      }
      tabs={<TabLinks label="Parts of the sync" tabs={maySeeValues ? [...tabs, ...valueTabs] : tabs} />}
    />
  );
}
