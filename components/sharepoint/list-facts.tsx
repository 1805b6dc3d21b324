import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { Stat, StatRow } from "@/components/ui/stat";
import type { ListDetails } from "@/lib/features/sharepoint/types";
import { templateLabel } from "./list-template";

/** A list in figures. */
export function ListFigures({ list }: { list: ListDetails }) {
  const itemsHref = list.vanishedAt === null ? (list.webUrl ?? undefined) : undefined;
  return (
    <StatRow>
      <Stat label="Items" value={<NumberValue value={list.itemCount} />} href={itemsHref} />
      <Stat label="Counted" value={<RelativeTime at={list.countedAt} />} />
      <Stat label="Last changed" value={<RelativeTime at={list.metrics.at(-1)?.lastModifiedAt ?? null} none="–" />} />
      <Stat label="Syncs" value={<NumberValue value={list.uses.length} />} href="#syncs" />
    </StatRow>
  );
}

/** What a list is, for those who must name it to SharePoint. */
export function ListFacts({ list }: { list: ListDetails }) {
  return (
    <Card title="Facts">
      <KeyValues
        entries={[
          { label: "Kind", value: templateLabel(list.template) },
          { label: "List id", value: <Code copy={list.listGuid}>{list.listGuid}</Code> },
          list.webUrl !== null && { label: "Address", value: <Code copy={list.webUrl}>{list.webUrl}</Code> },
          list.isProvisioned && {
            label: "Made from a table",
            value: <ExactTime at={list.lastProvisionedAt} />,
          },
          list.vanishedAt !== null && { label: "Noticed gone", value: <ExactTime at={list.vanishedAt} /> },
        ]}
      />
    </Card>
  );
}
