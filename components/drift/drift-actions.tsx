import { ActionButton } from "@/components/forms/action-button";
import {
  acceptRenameAction,
  acknowledgeDriftAction,
  ignoreDriftAction,
  rejectRenameAction,
  reopenDriftAction,
} from "@/lib/features/drift/actions";
import type { DriftFindingRow } from "@/lib/features/drift/types";

/** What can be done about one finding as it stands. */
export function DriftActions({ finding }: { finding: DriftFindingRow }) {
  const { id: findingId, kind, status, previousName, columnName, touches } = finding;
  const input = { findingId };
  if (kind === "COLUMN_RENAMED") {
    if (status !== "OPEN") return null;
    return (
      <>
        <ActionButton
          action={acceptRenameAction}
          input={input}
          done={`“${columnName}” goes on where “${previousName}” ended`}
          size="sm"
          confirm={{
            title: `Is “${columnName}” the former “${previousName}”?`,
            body: `The column keeps its mappings, keys and cursors under the new name${
              touches.length === 0 ? "; no sync uses it" : ""
            }. Its type and place are the same; that is all the catalog knows.`,
            verb: "Accept rename",
          }}
        >
          Accept rename
        </ActionButton>
        <ActionButton
          action={rejectRenameAction}
          input={input}
          done="Told as one column removed and one added"
          variant="quiet"
          size="sm"
        >
          Reject
        </ActionButton>
      </>
    );
  }
  if (status === "OPEN") {
    return (
      <>
        <ActionButton action={acknowledgeDriftAction} input={input} done="Acknowledged" size="sm">
          Acknowledge
        </ActionButton>
        <ActionButton action={ignoreDriftAction} input={input} done="Ignored" variant="quiet" size="sm">
          Ignore
        </ActionButton>
      </>
    );
  }
  if (finding.settledBy === "Introspection") return null;
  return (
    <ActionButton action={reopenDriftAction} input={input} done="Open again" variant="quiet" size="sm">
      Reopen
    </ActionButton>
  );
}
