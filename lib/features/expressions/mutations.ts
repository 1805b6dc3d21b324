import { randomUUID } from "node:crypto";
import { type Context, requireAllowed } from "@/lib/context";
import { db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { defaultOf } from "@/lib/engine/mapping";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { newRow } from "@/lib/features/mapping/document/document";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { checkFor, checkInverse, computeOnRows, type ExpressionUse } from "@/lib/sync/check-expression";
import { targetOfColumn } from "@/lib/sync/fields";
import { loadDefinition, type StoredDefinition } from "@/lib/sync/load-definition";
import { documentOf, lockMapping, unitRowsOf } from "@/lib/sync/mapping-versions";
import { keyColumnName } from "@/lib/sync/prepare-list";
import { publishDocument } from "@/lib/sync/publish-mapping";
import { toChecked } from "./checked";
import type { AddFieldInput, CheckExpressionInput, SaveFieldInput, SaveRowFilterInput } from "./schema";
import type { ExpressionPreview } from "./types";

/** The mapping under lock, so that two people's changes are two versions. Throws `not-found`. */
async function openMapping(tx: Tx, definitionId: string) {
  await lockMapping(tx, definitionId);
  const stored = await loadDefinition(definitionId, tx);
  return { stored, document: documentOf(stored, await unitRowsOf(tx, definitionId)) };
}

/** Refuses an expression that cannot be used, at its field. */
function requireUsable(stored: StoredDefinition, text: string | null, use: ExpressionUse, field: string): void {
  if (text === null) return;
  const checked = checkFor(stored, text, use);
  if (!checked.ok) throw unusable(checked.problems[0], field);
}

function unusable(
  problem: { readonly message: string; readonly remedy: string; readonly line: number; readonly column: number },
  field: string,
): AppError {
  return new AppError("input-invalid", {
    message: `${problem.message} (line ${problem.line}, character ${problem.column})`,
    remedy: problem.remedy,
    details: { field },
  });
}

type Rule = Pick<SaveFieldInput, "transform" | "inverse" | "nullPolicy" | "defaultValue">;
type ListColumn = Parameters<typeof targetOfColumn>[0] & { readonly id: string };

/** Checks a field's rule as a run would, and gives it as it is stored. */
function toStored(stored: StoredDefinition, rule: Rule, column: ListColumn, sourceColumnId: string | null) {
  const use = { kind: "field", targetColumnId: column.id, sourceColumnId } as const;
  requireUsable(stored, rule.transform, use, "transform");
  const target = targetOfColumn(column);
  const inverse = rule.transform === null ? null : rule.inverse;
  if (inverse !== null) {
    const checked = checkInverse(inverse, target);
    if (!checked.ok) throw unusable(checked.problems[0], "inverse");
  }
  const defaultValue = rule.nullPolicy === "DEFAULT" ? rule.defaultValue : null;
  if (rule.nullPolicy === "DEFAULT") {
    const made = defaultOf({ target, defaultValue }, stored.timeZone);
    if (!made.ok) throw new AppError("input-invalid", { message: made.message, details: { field: "defaultValue" } });
  }
  return { transformRule: rule.transform, inverseRule: inverse, nullPolicy: rule.nullPolicy, defaultValue };
}

/** A rule in the words of a document. */
function asRule({ transformRule, inverseRule, nullPolicy, defaultValue }: ReturnType<typeof toStored>) {
  return { transform: transformRule, inverse: inverseRule, nullPolicy, defaultValue };
}

/**
 * Sets how a mapped field gets its value: its expression, and what happens where there is none. A two-way field whose expression has no way
 * back flows from table to list only from then on, and the answer says so. Throws `input-invalid` at the field for an expression that cannot
 * be used.
 */
export async function saveField(
  context: Context,
  input: SaveFieldInput,
): Promise<{ readonly direction: "BIDIRECTIONAL" | "PUSH_ONLY" | "PULL_ONLY"; readonly becamePushOnly: boolean }> {
  requireAllowed(context, syncPolicies.define);
  return inTransaction(async (tx) => {
    const { stored, document } = await openMapping(tx, input.definitionId);
    const mapping = stored.fieldMappings.find(({ id }) => id === input.mappingId);
    if (!mapping) throw new AppError("not-found", { message: "This mapping does not exist." });
    if (mapping.sourceColumnId === null && input.transform === null) {
      throw new AppError("input-invalid", {
        message: "This field has no column: without an expression it has no value.",
        remedy: "Write an expression, or remove the mapping.",
        details: { field: "transform" },
      });
    }
    const rule = toStored(stored, input, mapping.targetColumn, mapping.sourceColumnId);
    const becamePushOnly =
      mapping.syncDirection === "BIDIRECTIONAL" && rule.transformRule !== null && rule.inverseRule === null;
    const direction = becamePushOnly ? "PUSH_ONLY" : mapping.syncDirection;
    const before = ruleOf(mapping);
    const after = { ...rule, syncDirection: direction };
    if (Object.entries(after).every(([key, value]) => before[key as keyof typeof before] === value))
      return { direction, becamePushOnly: false };
    const column = { targetColumn: mapping.targetColumnName };
    const entry = {
      action: "sync.mapping-changed",
      before: { ...column, ...before },
      after: { ...column, ...after },
    };
    const rows = document.rows.map((row) => (row.id === mapping.id ? { ...row, ...asRule(rule), direction } : row));
    await publishDocument(tx, context, stored, { ...document, rows }, { reason: null, entry });
    return { direction, becamePushOnly };
  });
}

function ruleOf(mapping: StoredDefinition["fieldMappings"][number]) {
  const { transformRule, inverseRule, nullPolicy, defaultValue, syncDirection } = mapping;
  return { transformRule, inverseRule, nullPolicy, defaultValue, syncDirection };
}

/**
 * Maps a list column to an expression that has no column of its own. Throws `already-exists` when the list column is mapped, `input-invalid`
 * when it cannot be written or the expression cannot be used. `formerId`: the id of a field of this definition that was in this list column
 * until now, so that what its items hold is still known.
 */
export async function addField(
  context: Context,
  input: AddFieldInput,
  formerId: string | null = null,
): Promise<{ readonly mappingId: string }> {
  requireAllowed(context, syncPolicies.define);
  return inTransaction(async (tx) => {
    const { stored, document } = await openMapping(tx, input.definitionId);
    const column = stored.targetList.columns.find(({ id }) => id === input.targetColumnId);
    if (!column) throw new AppError("not-found", { message: "The list has no such column." });
    requireFree(stored, column);
    const rule = toStored(stored, input, column, null);
    const row = { ...newRow(formerId ?? randomUUID(), null, column.id), ...asRule(rule) };
    const entry = { action: "sync.mapping-added", after: { targetColumn: column.columnName, ...rule } };
    await publishDocument(tx, context, stored, { ...document, rows: [...document.rows, row] }, { reason: null, entry });
    return { mappingId: row.id };
  });
}

/** A list column that a field may be mapped to: writable, not mapped yet, and not one of ours. */
function requireFree(stored: StoredDefinition, column: StoredDefinition["targetList"]["columns"][number]): void {
  const refuse = (message: string) => new AppError("input-invalid", { message, details: { field: "targetColumnId" } });
  const target = targetOfColumn(column);
  if (stored.fieldMappings.some(({ targetColumnId }) => targetColumnId === column.id)) {
    throw new AppError("already-exists", {
      message: `“${column.columnName}” is mapped already.`,
      details: { field: "targetColumnId" },
    });
  }
  if (column.columnName === keyColumnName) throw refuse("The SyncBridgeKey column belongs to SyncBridge.");
  if (column.id === stored.markColumnId) throw refuse("This column takes the mark of rows that left the table.");
  if (target.type === "read-only")
    throw refuse(`The list column “${column.columnName}” cannot be written. ${target.readOnlyReason ?? ""}`.trim());
}

/**
 * Says which rows take part; null: all. Rows that the new filter leaves out are rows that left it, and the definition's rule for those says
 * what becomes of their items. Throws `input-invalid` for a filter that cannot be used.
 */
export async function saveRowFilter(context: Context, input: SaveRowFilterInput): Promise<void> {
  requireAllowed(context, syncPolicies.define);
  await inTransaction(async (tx) => {
    const { stored, document } = await openMapping(tx, input.definitionId);
    const { rowFilter } = input;
    if (rowFilter === stored.rowFilter) return;
    requireUsable(stored, rowFilter, { kind: "filter" }, "rowFilter");
    const entry = {
      action: "sync.row-filter-changed",
      before: { rowFilter: stored.rowFilter },
      after: { rowFilter },
    };
    await publishDocument(tx, context, stored, { ...document, rowFilter }, { reason: null, entry });
  });
}

/** Shows an expression on real rows of the table; the look is recorded. Throws what keeps the database from answering within 15 seconds. */
export async function previewExpression(context: Context, input: CheckExpressionInput): Promise<ExpressionPreview> {
  requireAllowed(context, syncPolicies.preview);
  const stored = await loadDefinition(input.definitionId);
  const facts = { id: "preview", startedAt: new Date().toISOString(), definitionName: stored.name };
  const { compiled, rows, instanceLabel } = await computeOnRows(stored, input.text, input.use, facts);
  if (instanceLabel !== null) {
    await recordAudit(db(), context, {
      action: "sync.expression-previewed",
      targetKind: "sync",
      targetId: stored.id,
      targetName: stored.name,
      after: { expression: input.text, instance: instanceLabel, rows: rows.length },
    });
  }
  return { ...toChecked(compiled), rows, instanceLabel };
}
