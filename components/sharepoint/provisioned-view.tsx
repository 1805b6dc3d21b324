import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import { LinkButton } from "@/components/ui/link-button";
import type { provisionListAction } from "@/lib/features/sharepoint/actions";
import { keyLevelLabels } from "@/lib/features/sharepoint/labels";
import { plural } from "@/lib/format/plural";
import { hrefWith } from "@/lib/format/table-state";

type Answer = Awaited<ReturnType<typeof provisionListAction>>;
export type Provisioned = Extract<Answer, { ok: true }>["data"];

interface ProvisionedViewProps {
  made: Provisioned;
  tableId: string;
  /** The source column that the list's own Title stands for. */
  titleFrom: string | null;
  mayDefine: boolean;
  /** In place of the usual ways on. */
  children?: ReactNode;
}

/** What became of a new list, and where to go from here. */
export function ProvisionedView({ made, tableId, titleFrom, mayDefine, children }: ProvisionedViewProps) {
  return (
    <div className="flex max-w-form flex-col gap-4">
      <Callout
        tone="good"
        title={`The list “${made.displayName}” stands with ${plural(made.columns.length, "column")}.`}
        announce
      >
        {keyLevelLabels[made.keyLevel]} ({made.keyLevel}). The column SyncBridgeKey tells which item belongs to which
        row; leave it as it is.
      </Callout>
      {made.refused.length > 0 && (
        <Callout tone="attention" title={`The list did not take ${plural(made.refused.length, "column")}`}>
          <ul className="list-disc pl-4">
            {made.refused.map((column) => (
              <li key={column.sourceColumn}>
                <code>{column.sourceColumn}</code>: {column.reason}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {made.weaker.length > 0 && (
        <Callout tone="attention" title={`${plural(made.weaker.length, "column")} came out weaker than planned`}>
          <ul className="list-disc pl-4">
            {made.weaker.map((column) => (
              <li key={column.sourceColumn}>
                <code>{column.sourceColumn}</code>: {column.reason}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {made.keyReason !== null && (
        <Callout tone="attention" title="Items are found less surely in this list">
          {made.keyReason}
        </Callout>
      )}
      {children ?? (
        <div className="flex gap-2">
          {mayDefine && (
            <LinkButton
              href={hrefWith("/syncs/new", {}, { table: tableId, list: made.listRowId, title: titleFrom })}
              variant="primary"
              icon={<Plus aria-hidden />}
            >
              New sync into this list
            </LinkButton>
          )}
          <LinkButton href={`/sharepoint/lists/${made.listRowId}`}>Show the list</LinkButton>
        </div>
      )}
    </div>
  );
}
