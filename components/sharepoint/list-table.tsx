import type { Column, TableFilter } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { ListRow } from "@/lib/features/sharepoint/types";
import { ListMarks } from "./list-marks";
import { templateLabel } from "./list-template";

/** Columns of a table of a site's lists. */
export const listColumns: readonly Column<ListRow>[] = [
  {
    id: "name",
    header: "List",
    sortable: true,
    copy: (list) => list.displayName,
    cell: (list) => (
      <span className="inline-flex items-center gap-2">
        {list.displayName}
        <ListMarks list={list} />
      </span>
    ),
  },
  { id: "kind", header: "Kind", sortable: true, cell: (list) => templateLabel(list.template), width: "10rem" },
  {
    id: "description",
    header: "Description",
    isExtra: true,
    cell: (list) => <span className="text-ink-muted">{list.description}</span>,
  },
  {
    id: "listId",
    header: "List id",
    mono: true,
    isExtra: true,
    cell: (list) => list.listGuid,
    copy: (list) => list.listGuid,
  },
  {
    id: "address",
    header: "Address",
    mono: true,
    isExtra: true,
    cell: (list) => list.webUrl,
    copy: (list) => list.webUrl,
  },
  {
    id: "items",
    header: "Items",
    sortable: true,
    align: "right",
    cell: (list) => <NumberValue value={list.itemCount} />,
    width: "7rem",
  },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    cell: (list) => <NumberValue value={list.columnCount} />,
    width: "7rem",
  },
  {
    id: "syncs",
    header: "Syncs",
    align: "right",
    cell: (list) =>
      list.definitionCount === 0 ? (
        <NumberValue value={0} className="text-ink-faint" />
      ) : (
        <TextLink href={`/sharepoint/lists/${list.id}#syncs`} className="relative z-1">
          <NumberValue value={list.definitionCount} />
        </TextLink>
      ),
    width: "6rem",
  },
  { id: "counted", header: "Counted", cell: (list) => <RelativeTime at={list.countedAt} />, width: "8rem" },
];

/** The choices above the table of a site's lists. */
export const listFilters: readonly TableFilter[] = [
  {
    name: "presence",
    label: "Presence",
    options: [
      { value: "present", label: "on the site" },
      { value: "vanished", label: "gone" },
    ],
  },
  {
    name: "use",
    label: "Syncs",
    options: [
      { value: "used", label: "written by one" },
      { value: "unused", label: "written by none" },
    ],
  },
];
