import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { TextLink } from "@/components/ui/text-link";
import type { Answered, RowPassport } from "@/lib/features/ledger/types";
import { EntryStateBadge } from "./entry-state";

/** What table, ledger and list say of the row, side by side in the direction in which it flows. */
export function PassportSides({ passport }: { passport: RowPassport }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-3">
      <Side title="In the table" of={passport.source}>
        {({ rows, instanceLabel }) => (
          <KeyValues
            entries={[
              { label: "Table", value: <Code>{passport.tableName}</Code> },
              { label: "Rows with this key", value: rows },
              { label: "Asked", value: instanceLabel },
            ]}
          />
        )}
      </Side>
      <LedgerSide passport={passport} />
      <Side title="In the list" of={passport.list}>
        {(item) => (
          <KeyValues
            entries={[
              { label: "List", value: passport.listName },
              { label: "Item", value: item ? <ItemLink itemId={item.itemId} url={item.itemUrl} /> : "None" },
              item !== null && { label: "Found by", value: item.foundBy === "item" ? "its number" : "its key" },
              item?.etag != null && { label: "eTag", value: <Code>{item.etag}</Code> },
            ]}
          />
        )}
      </Side>
    </div>
  );
}

function Side<T>({ title, of, children }: { title: string; of: Answered<T>; children: (value: T) => ReactNode }) {
  return (
    <Card title={title}>
      {of.ok ? (
        children(of.value)
      ) : (
        <Callout tone="attention" title="Could not be asked" remedy={of.remedy}>
          {of.message}
        </Callout>
      )}
    </Card>
  );
}

function LedgerSide({ passport: { entry } }: { passport: RowPassport }) {
  if (!entry) {
    return (
      <Card title="In the ledger">
        <p className="text-ink-muted">No entry: this row was never pushed.</p>
      </Card>
    );
  }
  return (
    <Card title="In the ledger">
      <KeyValues
        entries={[
          { label: "State", value: <EntryStateBadge state={entry.state} /> },
          entry.cause !== null && { label: "Because", value: entry.cause },
          entry.leftAt !== null && { label: "Found gone", value: <ExactTime at={entry.leftAt} /> },
          entry.itemId !== null && { label: "Item", value: entry.itemId },
          {
            label: "Written last",
            value:
              entry.lastRunId && entry.lastSyncAt ? (
                <TextLink href={`/runs/${entry.lastRunId}`}>
                  <ExactTime at={entry.lastSyncAt} />
                </TextLink>
              ) : (
                <ExactTime at={entry.lastSyncAt} none="not yet" />
              ),
          },
          { label: "Known since", value: <ExactTime at={entry.firstSeenAt} /> },
          entry.instanceLabel !== null && { label: "Read from", value: entry.instanceLabel },
        ]}
      />
    </Card>
  );
}

export function ItemLink({ itemId, url }: { itemId: number; url: string | null }) {
  if (url === null) return itemId;
  return (
    <TextLink href={url} target="_blank" rel="noreferrer" className="relative z-1 inline-flex items-center gap-1">
      {itemId}
      <ExternalLink aria-label="in a new tab" className="size-3" />
    </TextLink>
  );
}
