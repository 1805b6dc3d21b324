import { ArrowRight } from "lucide-react";
import { PageBody } from "@/components/layout/page-body";
import { BeginForm } from "@/components/setup/begin-form";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { TextLink } from "@/components/ui/text-link";
import type { ListChoice, TableChoice } from "@/lib/features/setup/types";
import { plural } from "@/lib/format/plural";
import { hrefWith } from "@/lib/format/table-state";
import { titleOf } from "@/lib/format/title";

interface ConfirmEndsProps {
  table: TableChoice;
  list: ListChoice;
  /** The table's column that the list's own Title stands for, where one was chosen. */
  titleFrom: string | null;
}

/** Both ends are chosen: the draft gets its name. */
export function ConfirmEnds({ table, list, titleFrom }: ConfirmEndsProps) {
  const otherList = hrefWith("/syncs/new", {}, { table: table.id, to: "existing" });
  return (
    <PageBody width="form">
      {list.twinId !== null ? (
        <Callout
          tone="attention"
          title="This table is synced into this list already"
          action={<LinkButton href={`/syncs/${list.twinId}`}>Open that sync</LinkButton>}
        >
          Two syncs over the same rows and list would own the same items. Choose{" "}
          <TextLink href={otherList}>another list</TextLink> instead.
        </Callout>
      ) : (
        <Card title="The two ends">
          <div className="flex flex-col gap-5">
            <div className="grid items-center gap-3 sm:grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)]">
              <End
                name={`${table.schemaName}.${table.tableName}`}
                place={table.databaseName}
                facts={table.rowEstimate === null ? "rows not counted" : `about ${plural(table.rowEstimate, "row")}`}
                isMono
              />
              <ArrowRight aria-label="to" className="size-5 text-accent" strokeWidth={1.75} />
              <End
                name={list.displayName}
                place={list.siteName}
                facts={list.itemCount === null ? "items not counted" : plural(list.itemCount, "item")}
              />
            </div>
            {list.itemCount !== null && list.itemCount > 0 && (
              <Callout title={`The list has ${plural(list.itemCount, "item")}`}>
                They are kept as they are. Before anything is written you are asked which of them belong to rows.
              </Callout>
            )}
            <BeginForm
              tableId={table.id}
              listId={list.id}
              titleFrom={titleFrom}
              suggestedName={`${titleOf(table.tableName)} to ${list.displayName}`}
              cancelHref={otherList}
            />
          </div>
        </Card>
      )}
    </PageBody>
  );
}

function End(props: { name: string; place: string; facts: string; isMono?: boolean }) {
  const { name, place, facts, isMono = false } = props;
  return (
    <div className="flex min-w-0 flex-col">
      <span className={isMono ? "truncate font-medium font-mono text-ink" : "truncate font-medium text-ink"}>
        {name}
      </span>
      <span className="truncate text-ink-muted text-sm">
        {place}, {facts}
      </span>
    </div>
  );
}
