import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { LinkButton } from "@/components/ui/link-button";
import { StateBadge } from "@/components/ui/state-badge";
import type { SetupStepId, SetupView } from "@/lib/features/setup/types";
import { SetupStepBar } from "./step-bar";

interface SetupShellProps {
  setup: SetupView;
  step: SetupStepId;
  /** What is decided here. */
  title: string;
  /** Why, in a sentence or two. */
  lead: ReactNode;
  width?: "table" | "form";
  children: ReactNode;
}

/** One step of the guided path: where one is, what is decided, and the way out at any time. */
export function SetupShell({ setup, step, title, lead, width = "form", children }: SetupShellProps) {
  return (
    <>
      <PageHeader
        title={setup.name}
        breadcrumb={[{ label: "Syncs", href: "/syncs" }]}
        badges={
          setup.isEnabled ? (
            <StateBadge state="in-sync" label="Enabled" />
          ) : (
            <StateBadge state="paused" label="Draft, paused" />
          )
        }
        description={
          <span className="flex flex-wrap items-center gap-x-1.5">
            <span className="wrap-anywhere min-w-0 font-mono text-sm">{setup.tableName}</span> of {setup.databaseName}
            <ArrowRight aria-label="to" className="size-3.5 text-accent" />
            {setup.listName} in {setup.siteName}
          </span>
        }
        actions={<LinkButton href={`/syncs/${setup.definitionId}`}>Leave, keep the draft</LinkButton>}
        tabs={
          <SetupStepBar
            definitionId={setup.definitionId}
            steps={setup.steps}
            current={step}
            tableName={setup.tableName}
            listName={setup.listName}
          />
        }
      />
      <PageBody width={width}>
        <div className="flex max-w-prose flex-col gap-1">
          <h2 className="font-semibold text-ink text-lg">{title}</h2>
          <p className="text-pretty text-ink-muted">{lead}</p>
        </div>
        {children}
      </PageBody>
    </>
  );
}
