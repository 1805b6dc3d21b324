import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ListRow } from "@/lib/features/sharepoint/types";
import { ListMarks } from "./list-marks";
import { templateLabel } from "./list-template";

/** Columns of a table of a site's lists. */
export const listColumns: readonly Column<ListRow>[] = [
  {
    id: "name",
    header: "List",
    cell: (list) => (
      <span className="inline-flex items-center gap-2">
        {list.displayName}
        <ListMarks list={list} />
      </span>
    ),
  },
  { id: "template", header: "Kind", cell: (list) => templateLabel(list.template), width: "10rem" },
  {
    id: "items",
    header: "Items",
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
    cell: (list) => <NumberValue value={list.definitionCount} />,
    width: "6rem",
  },
  { id: "counted", header: "Counted", cell: (list) => <RelativeTime at={list.countedAt} />, width: "8rem" },
];

export const presenceFilter = {
  name: "presence",
  label: "Presence",
  options: [
    { value: "present", label: "on the site" },
    { value: "vanished", label: "gone" },
  ],
} as const;
