import { KeyValues } from "@/components/ui/key-values";
import { NumberValue } from "@/components/ui/number-value";
import type { SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";

/** Facts one under another in the panel, all with their values at one edge. */
export const panelFacts = "w-full grid-cols-[6.5rem_minmax(0,1fr)] text-sm [&>div]:py-1";

type End =
  | { readonly side: "source"; readonly column: SourceColumnView }
  | { readonly side: "target"; readonly column: TargetColumnView };

const listed = (values: readonly string[]) => {
  const most = 12;
  const rest = values.length - most;
  return `${values.slice(0, most).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
};

/** What is known of a column without looking at a row. */
export function ColumnFacts({ of: { side, column } }: { of: End }) {
  return <KeyValues className={panelFacts} entries={side === "source" ? ofSource(column) : ofTarget(column)} />;
}

function ofSource(column: SourceColumnView) {
  const marks = [
    column.isPrimaryKey && "primary key",
    column.isKey && "key of this sync",
    column.isUnique && !column.isPrimaryKey && "unique",
    column.isGenerated && "filled by the database",
  ].filter((mark) => mark !== false);
  return [
    { label: "Type", value: <code>{column.nativeType}</code> },
    { label: "Null", value: column.isNullable ? "allowed" : "never" },
    column.maxLength !== null && { label: "Length", value: <NumberValue value={column.maxLength} unit="characters" /> },
    marks.length > 0 && { label: "Marks", value: marks.join(", ") },
    column.enumValues !== null && { label: "Values", value: listed(column.enumValues) },
    column.comment !== null && { label: "Comment", value: column.comment },
  ];
}

function ofTarget(column: TargetColumnView) {
  const marks = [
    column.isRequired && "required",
    column.hasDefault && "has a default",
    column.isUnique && "unique",
    column.isIndexed && "indexed",
    column.isHidden && "hidden",
    column.isReadOnly && "read-only",
  ].filter((mark) => mark !== false);
  return [
    { label: "Internal name", value: <code>{column.name}</code> },
    { label: "Type", value: column.type },
    column.maxLength !== null && { label: "Holds", value: <NumberValue value={column.maxLength} unit="characters" /> },
    column.choices.length > 0 && {
      label: "Choices",
      value: `${listed(column.choices)}${column.allowsOtherChoices ? ", and others" : ""}`,
    },
    marks.length > 0 && { label: "Marks", value: marks.join(", ") },
    column.readOnlyReason !== null && { label: "Why", value: column.readOnlyReason },
  ];
}
