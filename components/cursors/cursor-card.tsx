import { ActionButton } from "@/components/forms/action-button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { KeyValues } from "@/components/ui/key-values";
import { RelativeTime } from "@/components/ui/relative-time";
import { acceptSourceAction } from "@/lib/features/cursors/actions";
import { cursorWarnings } from "@/lib/features/cursors/labels";
import type { CursorDetails } from "@/lib/features/cursors/types";
import { plural } from "@/lib/format/plural";
import { CursorButton } from "./cursor-button";

interface CursorCardProps {
  cursor: CursorDetails;
  maySet: boolean;
}

/** By what a definition reads, and where each instance goes on. */
export function CursorCard({ cursor, maySet }: CursorCardProps) {
  const { column, isColumnGone, cursors, rescanRequired, refusal, choices } = cursor;
  const canChoose = maySet && refusal === null && choices.length > 0;
  return (
    <Card
      title="What a run reads"
      description={descriptionOf(cursor)}
      actions={canChoose && <CursorButton cursor={cursor} />}
    >
      {column && (
        <div className="flex flex-col gap-4">
          {isColumnGone && (
            <Callout
              tone="attention"
              title="The cursor column is gone from the table"
              remedy="Choose another column, or read everything each time."
            >
              Until then each run reads everything.
            </Callout>
          )}
          <KeyValues
            entries={[
              {
                label: "Cursor column",
                value: (
                  <>
                    <Code>{column.name}</Code> {column.type}
                  </>
                ),
              },
              column.warnings.length > 0 && {
                label: "To know",
                value: column.warnings.map((warning) => cursorWarnings[warning]).join(" "),
              },
              rescanRequired && { label: "Next run", value: "Compares every row, because something was published" },
              ...cursors.map(({ label, position, updatedAt }) => ({
                label: <>Position on {label}</>,
                value:
                  position === null ? (
                    "None yet: the first reading reads everything"
                  ) : (
                    <>
                      <Code>{position}</Code> <RelativeTime at={updatedAt} className="text-ink-muted" />
                    </>
                  ),
              })),
            ]}
          />
        </div>
      )}
    </Card>
  );
}

function descriptionOf({ column, refusal, choices }: CursorDetails): string {
  if (column) return "The rows whose cursor column changed since the last run, and those that are not settled yet.";
  if (refusal !== null) return `Everything, each time. ${refusal}`;
  if (choices.length === 0)
    return "Everything, each time. The table has no column with a date and time or a row version that would tell what changed.";
  return "Everything, each time. A column that tells when a row changed makes runs of large tables short.";
}

interface StaleRowsProps {
  cursor: Pick<CursorDetails, "definitionId" | "staleRows">;
  mayAccept: boolean;
}

/** Told where the last run left rows as they are, because its reading was behind the list. */
export function StaleRowsCallout({ cursor, mayAccept }: StaleRowsProps) {
  const { staleRows, definitionId } = cursor;
  return (
    <Callout
      tone="attention"
      title={`The last run left ${plural(staleRows, "row")} as they are`}
      remedy="An instance that lags catches up by itself. After a database was restored or moved, accept what it holds now."
      action={
        mayAccept && (
          <ActionButton
            action={acceptSourceAction}
            input={{ definitionId }}
            done="The next run compares every row"
            confirm={{
              title: "Accept what the database holds now?",
              body: "The next run compares every row and overwrites items with what the instance that is read then holds, even where the list has been given newer values before.",
              verb: "Accept",
            }}
          >
            Accept the database
          </ActionButton>
        )
      }
    >
      The instance it read is older than what the list holds, or cannot be compared with it.
    </Callout>
  );
}
