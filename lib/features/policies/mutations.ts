import { isDeepStrictEqual } from "node:util";
import { type Context, requireAllowed } from "@/lib/context";
import { db, type Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { defaultGuards, type Guards } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { addTimeColumn } from "@/lib/sync/add-time-column";
import { targetOfColumn } from "@/lib/sync/fields";
import { lockMapping, raiseVersion } from "@/lib/sync/mapping-versions";
import { moveMark } from "@/lib/sync/move-mark";
import { keyColumnName } from "@/lib/sync/prepare-list";
import { readChangedGuards, readGuardDefaults } from "@/lib/sync/settings";
import { limitsOf, ownGuardsOf } from "./guards";
import { markOf } from "./mark-column";
import { policyPolicies } from "./policy";
import type { AddMarkColumnInput, SetGuardDefaultsInput, SetGuardsInput, SetPoliciesInput } from "./schema";

const ruleFields = {
  name: true,
  targetListId: true,
  syncMode: true,
  conflictPolicy: true,
  onSourceDelete: true,
  onLeftFilter: true,
  onListDelete: true,
  markColumnId: true,
  guards: true,
} as const;

/** Another mark column is noted in each entry that is marked. */
const ledgerTime = { timeoutMs: 300_000 };

/** As the form calls them. */
const ruleWords = {
  onSourceDelete: "when a row leaves the table",
  onLeftFilter: "when a row leaves the row filter",
  onListDelete: "when somebody deletes an item in the list",
  conflictPolicy: "when an item was edited in the list",
  markColumnId: "mark column",
};

/** Locked, so that a run asked for at the same moment is planned by the old rules or by the new ones and not by both. Throws `not-found`. */
async function lockRules(tx: Tx, definitionId: string) {
  await tx.$queryRaw`SELECT id FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  const rules = await tx.syncDefinition.findUnique({ where: { id: definitionId }, select: ruleFields });
  if (!rules) throw new AppError("not-found", { message: "This sync does not exist." });
  return rules;
}

/**
 * Sets what becomes of items whose rows leave, of rows whose items vanish, and of edits in the list.
 *
 * What decides about rows that are gone, or that were left alone, makes the next run compare everything: an incremental reading would never
 * see them (sync-semantics 6). A changed conflict policy or mode is a new version of the mapping besides, so that what the former one refused
 * is judged again at once. Throws `in-use` while a run is open that was planned by the former rules, `input-invalid` for a mark column that
 * cannot take the mark, `changed-meanwhile`.
 */
export async function setPolicies(context: Context, input: SetPoliciesInput): Promise<void> {
  requireAllowed(context, policyPolicies.change);
  const { definitionId, mode: syncMode, seen, ...chosen } = input;
  await inTransaction(async (tx) => {
    const { name, targetListId, guards: _guards, ...before } = await lockRules(tx, definitionId);
    requireSeen(seen, { ...before, mode: before.syncMode }, { words: ruleWords });
    const after = { syncMode, ...chosen };
    const changed = changedKeys(before, after);
    if (changed.length === 0) return;
    if (after.markColumnId !== null && changed.includes("markColumnId"))
      await requireMarkable(tx, { definitionId, targetListId, columnId: after.markColumnId });
    if (changed.some((key) => key !== "conflictPolicy")) await refuseDuringRun(tx, definitionId);
    await moveMark(tx, definitionId, { from: before.markColumnId, to: after.markColumnId });
    const isJudgedAgain = changed.includes("conflictPolicy") || changed.includes("syncMode");
    await tx.syncDefinition.update({
      where: { id: definitionId },
      data: { ...after, rescanRequired: true },
      select: { id: true },
    });
    if (isJudgedAgain) {
      const reason = "Mode or conflict rule were changed.";
      await lockMapping(tx, definitionId);
      await raiseVersion(tx, definitionId, { by: context.actor.name, reason });
    }
    await recordAudit(tx, context, {
      action: "sync.policies-changed",
      targetKind: "sync",
      targetId: definitionId,
      targetName: name,
      before: await told(tx, pick(before, changed)),
      after: await told(tx, pick(after, changed)),
    });
  }, ledgerTime);
}

type Rules = Pick<
  Prisma.SyncDefinitionGetPayload<{ select: typeof ruleFields }>,
  "syncMode" | "conflictPolicy" | "onSourceDelete" | "onLeftFilter" | "onListDelete" | "markColumnId"
>;

const changedKeys = (before: Rules, after: Rules) =>
  (Object.keys(after) as (keyof Rules)[]).filter((key) => before[key] !== after[key]);

const pick = (rules: Rules, keys: readonly (keyof Rules)[]): Partial<Rules> =>
  Object.fromEntries(keys.map((key) => [key, rules[key]]));

/** The audit trail names the mark column as people know it. */
async function told(tx: Tx, { markColumnId, ...rules }: Partial<Rules>): Promise<object> {
  if (markColumnId === undefined) return rules;
  if (markColumnId === null) return { ...rules, markColumn: null };
  const column = await tx.sharepointColumn.findUnique({ where: { id: markColumnId }, select: { columnName: true } });
  return { ...rules, markColumn: column?.columnName ?? null };
}

async function refuseDuringRun(tx: Tx, definitionId: string): Promise<void> {
  const open = await tx.syncRun.findFirst({
    where: { syncDefId: definitionId, status: "RUNNING" },
    select: { id: true },
  });
  if (!open) return;
  throw new AppError("in-use", {
    message: "A run is open, and it was planned by the rules as they are.",
    remedy: "Wait until it has ended, or cancel it; then change the rules.",
  });
}

async function requireMarkable(
  tx: Tx,
  at: { readonly definitionId: string; readonly targetListId: string; readonly columnId: string },
): Promise<void> {
  const column = await tx.sharepointColumn.findFirst({
    where: { id: at.columnId, listId: at.targetListId, vanishedAt: null },
    include: { fieldMappings: { where: { syncDefId: at.definitionId }, select: { sourceColumnName: true } } },
  });
  const refuse = (message: string) => new AppError("input-invalid", { message, details: { field: "markColumnId" } });
  if (!column) throw refuse("The list has no such column.");
  if (column.columnName === keyColumnName) throw refuse("This column carries the key of each item.");
  const [mapping] = column.fieldMappings;
  if (mapping) throw refuse(`“${mapping.sourceColumnName ?? "an expression"}” is mapped to this column.`);
  if (markOf(targetOfColumn(column)) !== null) return;
  throw refuse("Choose a date, a text of at least 20 characters, or a yes/no column that can be written.");
}

/**
 * Sets the limits beyond which a run stops before its first write. Limits that equal the default are not kept, so that they follow it.
 * A run that is halted already stays so: it is approved, or decided anew by the next run. Throws `changed-meanwhile`.
 */
export async function setGuards(context: Context, input: SetGuardsInput): Promise<void> {
  requireAllowed(context, policyPolicies.changeGuards);
  const { definitionId } = input;
  await inTransaction(async (tx) => {
    const { name, guards } = await lockRules(tx, definitionId);
    const defaults = await readGuardDefaults(tx);
    const own = ownGuardsOf(input.guards, defaults);
    const former = guards as Partial<Guards>;
    requireSeen(input.seen, { guards: limitsOf({ ...defaults, ...former }) });
    if (isDeepStrictEqual(former, own)) return;
    await tx.syncDefinition.update({ where: { id: definitionId }, data: { guards: own }, select: { id: true } });
    await recordAudit(tx, context, {
      action: "sync.guards-changed",
      targetKind: "sync",
      targetId: definitionId,
      targetName: name,
      before: limitsOf({ ...defaults, ...former }),
      after: limitsOf({ ...defaults, ...own }),
    });
  });
}

/**
 * Sets the limits of every definition that has none of its own, from its next plan on. Own limits stay, also those that equal the new default:
 * somebody chose them for that definition. Throws `changed-meanwhile`.
 */
export async function setGuardDefaults(context: Context, input: SetGuardDefaultsInput): Promise<void> {
  requireAllowed(context, policyPolicies.changeGuards);
  const changed = ownGuardsOf(input.guards, defaultGuards);
  await inTransaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM installation_settings WHERE id = 1 FOR UPDATE`;
    const former = await readChangedGuards(tx);
    requireSeen(input.seen, { guards: limitsOf({ ...defaultGuards, ...former }) });
    if (isDeepStrictEqual(former, changed)) return;
    await tx.installationSettings.update({ where: { id: 1 }, data: { guards: changed } });
    await recordAudit(tx, context, {
      action: "installation.guards-changed",
      targetKind: "installation",
      before: limitsOf({ ...defaultGuards, ...former }),
      after: limitsOf({ ...defaultGuards, ...changed }),
    });
  });
}

/**
 * Adds a date and time column to the definition's list, through Graph, and makes it the mark column. Throws what Graph refuses,
 * `graph-name-taken` where the list has a column of this name.
 */
export async function addMarkColumn(
  context: Context,
  input: AddMarkColumnInput,
): Promise<{ readonly columnId: string; readonly columnName: string }> {
  requireAllowed(context, policyPolicies.change);
  const { definitionId, displayName } = input;
  const definition = await db().syncDefinition.findUnique({
    where: { id: definitionId },
    select: { targetListId: true },
  });
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const column = await addTimeColumn({ listRowId: definition.targetListId, displayName });
  await inTransaction(async (tx) => {
    const { name, markColumnId } = await lockRules(tx, definitionId);
    await refuseDuringRun(tx, definitionId);
    await moveMark(tx, definitionId, { from: markColumnId, to: column.columnId });
    await tx.syncDefinition.update({
      where: { id: definitionId },
      data: { markColumnId: column.columnId },
      select: { id: true },
    });
    await recordAudit(tx, context, {
      action: "sync.mark-column-added",
      targetKind: "sync",
      targetId: definitionId,
      targetName: name,
      before: await told(tx, { markColumnId }),
      after: { markColumn: column.columnName, displayName },
    });
  }, ledgerTime);
  return column;
}
