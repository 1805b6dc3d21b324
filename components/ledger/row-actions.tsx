import { ActionButton } from "@/components/forms/action-button";
import { RunNowButton } from "@/components/runs/run-now-button";
import { LinkButton } from "@/components/ui/link-button";
import type { RowPassport } from "@/lib/features/ledger/types";
import { enableDefinitionAction } from "@/lib/features/syncs/actions";
import { SettleButtons } from "./settle-buttons";

interface RowActionsProps {
  passport: RowPassport;
  maySettle: boolean;
  mayDefine: boolean;
  mayRun: boolean;
}

/** What this person can do about what the answer says, and the page where the rest is mended. */
export function RowActions({ passport, maySettle, mayDefine, mayRun }: RowActionsProps) {
  const { definitionId, why, waysOut } = passport;
  const wayOut = why.isPresent ? undefined : waysOut[why.cause];
  return (
    <div className="flex flex-wrap justify-end gap-2 empty:hidden">
      {maySettle && <SettleButtons passport={passport} />}
      {mayDefine && why.cause === "definition-paused" && (
        <ActionButton action={enableDefinitionAction} input={{ definitionId }} done="Enabled">
          Enable the sync
        </ActionButton>
      )}
      {mayRun && why.cause === "next-run" && <RunNowButton definitionId={definitionId}>Run now</RunNowButton>}
      {wayOut && <LinkButton href={wayOut.href}>{wayOut.label}</LinkButton>}
    </div>
  );
}
