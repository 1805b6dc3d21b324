import { KeyRound } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { FieldRuleButton } from "@/components/expressions/field-rule-button";
import { ActionButton } from "@/components/forms/action-button";
import { FitBadge } from "@/components/mapping/fit-badge";
import { Badge } from "@/components/ui/badge";
import { Code } from "@/components/ui/code";
import { DirectionIcon } from "@/components/ui/direction-icon";
import type { MappingFit } from "@/lib/features/mapping/types";
import { removeMappingAction } from "@/lib/features/syncs/actions";
import type { MappingRow } from "@/lib/features/syncs/types";

/** Longest single line of text; longer columns are notes, whose limit says little. */
const singleLineLimit = 255;

const holds = (row: MappingRow) =>
  row.maxLength !== null && row.maxLength <= singleLineLimit ? `${row.targetType}(${row.maxLength})` : row.targetType;

const directions = { BIDIRECTIONAL: "both", PUSH_ONLY: "push", PULL_ONLY: "pull" } as const;

/** Columns of the mapping: table left, list right, the direction between, and how well both fit. */
export function mappingColumns(
  definitionId: string,
  mayDefine: boolean,
  fits: readonly MappingFit[],
): readonly Column<MappingRow>[] {
  const columns: Column<MappingRow>[] = [
    {
      id: "source",
      header: "Table column",
      cell: (row) => <Source row={row} />,
    },
    {
      id: "sourceType",
      header: "Type",
      mono: true,
      cell: (row) =>
        row.sourceColumn !== null && (
          <span className="text-ink-muted">{`${row.sourceType}${row.isNullable ? "" : " not null"}`}</span>
        ),
    },
    {
      id: "direction",
      header: "",
      cell: (row) => <DirectionIcon direction={directions[row.direction]} />,
      width: "3rem",
    },
    {
      id: "target",
      header: "List column",
      cell: (row) => (
        <span className="inline-flex items-baseline gap-2">
          <Code>{row.targetColumn}</Code>
          {row.targetDisplayName !== row.targetColumn && (
            <span className="text-ink-muted text-sm">{row.targetDisplayName}</span>
          )}
        </span>
      ),
    },
    {
      id: "targetType",
      header: "Type",
      mono: true,
      cell: (row) => <span className="text-ink-muted">{holds(row)}</span>,
    },
    {
      id: "fit",
      header: "Fit",
      cell: (row) => {
        const fit = fits.find(({ mappingId }) => mappingId === row.id);
        return fit && <FitBadge fit={fit} />;
      },
    },
  ];
  if (!mayDefine) return columns;
  const remove: Column<MappingRow> = {
    id: "remove",
    header: "",
    align: "right",
    width: "9rem",
    cell: (row) => (
      <span className="inline-flex items-center gap-1">
        <FieldRuleButton mappingId={row.id} />
        <ActionButton
          action={removeMappingAction}
          input={{ definitionId, mappingId: row.id }}
          variant="quiet"
          size="sm"
          done="Mapping removed"
          confirm={{
            title: `Stop pushing ${row.sourceColumn ?? "this expression"}?`,
            body: `The list keeps the values of “${row.targetColumn}” that were pushed. The next run compares every row.`,
            verb: "Remove mapping",
          }}
        >
          Remove
        </ActionButton>
      </span>
    ),
  };
  return [...columns, remove];
}

const nullWords = { CLEAR: null, KEEP: "kept when empty", DEFAULT: "default when empty" } as const;

/** Where a field's value comes from: its column, and what an expression makes of it. */
function Source({ row }: { row: MappingRow }) {
  const nullWord = nullWords[row.nullPolicy];
  return (
    <span className="flex min-w-0 flex-col gap-0.5">
      <span className="inline-flex items-center gap-2">
        {row.sourceColumn === null ? (
          <span className="text-ink-muted">Expression</span>
        ) : (
          <Code>{row.sourceColumn}</Code>
        )}
        {row.isKey && (
          <Badge icon={<KeyRound aria-hidden />} tone="accent">
            Key
          </Badge>
        )}
        {nullWord && <span className="text-ink-muted text-xs">{nullWord}</span>}
      </span>
      {row.transform !== null && <Code className="max-w-64 text-ink-muted">{row.transform}</Code>}
    </span>
  );
}
