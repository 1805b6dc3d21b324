import { toTargetColumn } from "@/lib/connectors/sharepoint/columns";
import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import type { Prisma } from "@/lib/db/generated/client";
import { compileExpression } from "@/lib/engine/expression/compile";
import type { ExpressionColumn } from "@/lib/engine/expression/scope";
import { defaultOf } from "@/lib/engine/mapping";
import { severalParts } from "@/lib/engine/references";
import type { FieldMapping, LookupSource, MappingId, ValueKind } from "@/lib/engine/types";
import type { GraphColumn } from "@/lib/graph/columns";
import type { LookupBinding } from "./lookup-sources";

/** A mapping with both its ends. */
export type StoredMapping = Prisma.FieldMappingGetPayload<{ include: { sourceColumn: true; targetColumn: true } }>;

interface StoredFields {
  readonly timeZone: string;
  readonly rowFilter: string | null;
  readonly sourceTable: {
    readonly columns: readonly {
      readonly columnName: string;
      readonly valueKind: string;
      readonly nativeType: string | null;
      readonly isNullable: boolean;
    }[];
  };
  readonly fieldMappings: readonly StoredMapping[];
  readonly lookups: ReadonlyMap<string, LookupBinding>;
}

/** A list column as Graph described it at the last discovery. */
export function targetOfColumn(column: {
  readonly columnName: string;
  readonly columnGuid: string | null;
  readonly definition: Prisma.JsonValue;
}) {
  // Written by discovery from Graph's own answer, which was checked there.
  const described = {
    ...(column.definition as Prisma.JsonObject),
    id: column.columnGuid ?? "",
    name: column.columnName,
  } as GraphColumn;
  return { ...toTargetColumn(described), guid: column.columnGuid };
}

/** The list column of a mapping. */
export function targetOf(mapping: Pick<StoredMapping, "targetColumn">) {
  return targetOfColumn(mapping.targetColumn);
}

/** What expressions of a definition may name: the columns that the table has now. */
export function expressionColumns(stored: Pick<StoredFields, "sourceTable">): readonly ExpressionColumn[] {
  return stored.sourceTable.columns.map((column) => ({
    name: column.columnName,
    kind: column.valueKind as ValueKind,
    nativeType: column.nativeType ?? column.valueKind,
    isNullable: column.isNullable,
  }));
}

/** The engine's view of a stored mapping. */
export function toFieldMapping(mapping: StoredMapping, lookup: LookupSource | null | undefined): FieldMapping {
  return {
    id: mapping.id as MappingId,
    sourceColumn: mapping.sourceColumn?.columnName ?? null,
    sourceKind: (mapping.sourceColumn?.valueKind as ValueKind | undefined) ?? null,
    transform: mapping.transformRule,
    nullPolicy: mapping.nullPolicy,
    defaultValue: mapping.defaultValue,
    target: targetOf(mapping),
    direction: mapping.syncDirection,
    ...(lookup ? { lookup } : {}),
  };
}

/** A fault of a mapping, and at which of its parts it lies. */
export interface MappingFault {
  readonly part: "source" | "target" | "lookup" | "transform" | "default";
  readonly message: string;
}

/** What is wrong with one mapping; empty when nothing is. */
export function mappingFaults(mapping: StoredMapping, stored: StoredFields): readonly MappingFault[] {
  const { sourceColumn: column, targetColumnName: name } = mapping;
  const target = targetOf(mapping);
  const faults: MappingFault[] = [];
  const add = (part: MappingFault["part"], message: string) => faults.push({ part, message });
  if (!column && mapping.transformRule === null)
    add("source", `The mapping to “${name}” has neither a column nor an expression.`);
  if (column?.vanishedAt) add("source", `The column “${column.columnName}” is gone from the table.`);
  else if (column?.valueKind === "binary" && mapping.transformRule === null)
    add("source", `The column “${column.columnName}” holds binary data, which has no form in a list.`);
  if (mapping.targetColumn.vanishedAt) add("target", `The column “${name}” is gone from the list.`);
  else if (target.type === "read-only")
    add("target", `The list column “${name}” cannot be written. ${target.readOnlyReason ?? ""}`.trim());
  if (name === keyColumnName) add("target", "The SyncBridgeKey column belongs to SyncBridge and cannot be mapped.");
  const lookup = stored.lookups.get(mapping.id);
  if (lookup && lookup.refusal !== null) add("lookup", lookup.refusal);
  if (lookup?.source && lookup.source.key.length > 1 && mapping.transformRule !== null)
    add("lookup", severalParts(target));
  if (mapping.transformRule !== null && !column?.vanishedAt) {
    const own = column?.columnName ?? null;
    const compiled = compileExpression(mapping.transformRule, expressionColumns(stored), { expects: "value", own });
    if (!compiled.ok) add("transform", `The expression for “${name}” cannot be used: ${compiled.problems[0].message}`);
  }
  if (mapping.nullPolicy === "DEFAULT" && target.type !== "read-only") {
    const made = defaultOf({ target, defaultValue: mapping.defaultValue }, stored.timeZone);
    if (!made.ok) add("default", `The default for “${name}” cannot be used: ${made.message}`);
  }
  return faults;
}

/** The same in sentences. */
export function mappingProblems(mapping: StoredMapping, stored: StoredFields): readonly string[] {
  return mappingFaults(mapping, stored).map(({ message }) => message);
}

/** Why the row filter cannot be used; null where it can. */
export function filterProblem(stored: Pick<StoredFields, "rowFilter" | "sourceTable">): string | null {
  if (stored.rowFilter === null) return null;
  const filter = compileExpression(stored.rowFilter, expressionColumns(stored), { expects: "boolean" });
  return filter.ok ? null : filter.problems[0].message;
}

/** What is wrong with a definition's mappings and its row filter, in sentences; empty when nothing is. */
export function fieldProblemsOf(stored: StoredFields): readonly string[] {
  const problems = stored.fieldMappings.flatMap((mapping) => mappingProblems(mapping, stored));
  const filter = filterProblem(stored);
  return filter === null ? problems : [...problems, `The row filter cannot be used: ${filter}`];
}
