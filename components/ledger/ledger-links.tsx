import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { LedgerOfSync } from "@/lib/features/ledger/types";

interface LedgerLinksProps {
  /** What was looked for; empty when nothing. */
  asked: string;
  ledgers: readonly LedgerOfSync[];
  /** The sync that the search is narrowed to. */
  chosen: string | undefined;
}

/** Where to go on: after a search to the question why the row is not in a list, before it to the ledgers themselves. */
export function LedgerLinks({ asked, ledgers, chosen }: LedgerLinksProps) {
  const offered = chosen === undefined ? ledgers : ledgers.filter(({ definitionId }) => definitionId === chosen);
  if (offered.length === 0) return null;
  const isQuestion = asked !== "";
  return (
    <Card
      title={isQuestion ? `Why is ${asked} not in its list?` : "The ledger of one sync"}
      description={
        isQuestion
          ? "Choose where it should be. Also for rows that were never pushed: asks the table, the ledger and the list."
          : "All its entries, and what waits for a decision."
      }
    >
      <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2 lg:grid-cols-3">
        {offered.map(({ definitionId, definitionName, tableName, listName }) => (
          <li key={definitionId} className="flex min-w-0 items-baseline gap-2">
            <TextLink
              href={`/syncs/${definitionId}/ledger${isQuestion ? `/row?key=${encodeURIComponent(asked)}` : ""}`}
              className="shrink-0"
            >
              {definitionName}
            </TextLink>
            <span className="truncate text-ink-muted text-sm">
              <span className="font-mono">{tableName}</span> → {listName}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
