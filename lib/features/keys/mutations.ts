import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import { matchListJob } from "@/lib/jobs/definitions/match-list";
import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import { enqueue } from "@/lib/jobs/queue";
import { targetOfColumn } from "@/lib/sync/fields";
import { type NewKey, newKeySchema } from "@/lib/sync/first-match";
import { spoolStamps, storeChoices, storeIdentities } from "@/lib/sync/first-match-confirm";
import { settleUnmet } from "@/lib/sync/left-before-rekey";
import { defaultNamespace, loadDefinition } from "@/lib/sync/load-definition";
import { requireNothingInDoubt } from "@/lib/sync/nothing-in-doubt";
import { prepareList } from "@/lib/sync/prepare-list";
import { replaceList } from "@/lib/sync/retarget-list";
import { resolveKey, storeKey } from "@/lib/sync/store-key";
import { keyPolicies } from "./policy";
import type {
  ConfirmInput,
  ConsentInput,
  KeyInput,
  MatchRef,
  MatchRequest,
  NamespaceInput,
  RetargetInput,
} from "./schema";

/** Locks the definition; throws `not-found`, and `in-use` while a run is open, which stands on what is about to change. */
async function lockIdle(tx: Tx, definitionId: string): Promise<{ readonly name: string }> {
  const [definition] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  const open = await tx.syncRun.findFirst({
    where: { syncDefId: definitionId, status: "RUNNING" },
    select: { id: true },
  });
  if (open)
    throw new AppError("in-use", {
      message: "A run of this sync is under way.",
      remedy: "Wait until it has ended, or cancel it.",
    });
  return definition;
}

const targetOf = (definitionId: string, targetName: string) => ({
  targetKind: "sync",
  targetId: definitionId,
  targetName,
});

/**
 * Says whether the list's key column may be made unique, and prepares the list accordingly. Throws what Graph refuses.
 */
export async function agreeToUnique(context: Context, input: ConsentInput): Promise<{ readonly level: string }> {
  requireAllowed(context, keyPolicies.define);
  const { definitionId, mayMakeUnique } = input;
  await inTransaction(async (tx) => {
    const { name } = await lockIdle(tx, definitionId);
    await tx.syncDefinition.update({ where: { id: definitionId }, data: { mayMakeUnique } });
    await recordAudit(tx, context, {
      action: "sync.key-consent",
      ...targetOf(definitionId, name),
      after: { mayMakeUnique },
    });
  });
  const { level } = await prepareList(await loadDefinition(definitionId));
  return { level };
}

/** Names the namespace of the list's keys, until the first push freezes it: a database that moved takes its former one, and finds its items by it. Throws `changed-meanwhile`. */
export async function setNamespace(context: Context, input: NamespaceInput): Promise<void> {
  requireAllowed(context, keyPolicies.define);
  await inTransaction(async (tx) => {
    const { name } = await lockIdle(tx, input.definitionId);
    const entries = await tx.syncLedgerEntry.count({ where: { syncDefId: input.definitionId }, take: 1 });
    if (entries > 0)
      throw new AppError("in-use", {
        message: "The namespace is frozen: items carry keys that were made with it.",
        remedy: "A sync that has pushed keeps its namespace.",
      });
    const stored = await loadDefinition(input.definitionId, tx);
    requireSeen(input.seen, { namespace: stored.identityNamespace ?? defaultNamespace(stored) });
    await tx.syncDefinition.update({
      where: { id: input.definitionId },
      data: { identityNamespace: input.namespace },
    });
    await recordAudit(tx, context, {
      action: "sync.namespace-set",
      ...targetOf(input.definitionId, name),
      after: { namespace: input.namespace },
    });
  });
}

const keyFacts = (key: NewKey) => ({ strategy: key.strategy, columns: key.columns.map(({ name }) => name) });

/**
 * Changes the key. With nothing pushed yet it is simply another one. Else each entry's item has to be found under its new identity first: a
 * comparison is asked for, which a person confirms; nothing is deleted and made anew. Throws `changed-meanwhile`.
 */
export async function changeKey(context: Context, input: KeyInput): Promise<{ readonly matchId: string | null }> {
  requireAllowed(context, keyPolicies.define);
  return inTransaction(async (tx) => {
    const { name } = await lockIdle(tx, input.definitionId);
    const stored = await loadDefinition(input.definitionId, tx);
    const present = { strategy: stored.keyStrategy, columnIds: stored.keyColumns.map(({ columnId }) => columnId) };
    requireSeen(input.seen, present, { words: { columnIds: "columns" } });
    const key = await resolveKey(tx, stored, input);
    const before = { strategy: stored.keyStrategy, columns: stored.keyColumns.map(({ column }) => column.columnName) };
    const known = await tx.syncLedgerEntry.count({ where: { syncDefId: stored.id }, take: 1 });
    if (known > 0) {
      const newKey = { ...key, onSourceDelete: input.onSourceDelete ?? null };
      const matchId = await askForMatch(tx, context, {
        definitionId: stored.id,
        name,
        purpose: "REKEY",
        newKey,
        mappingVersion: stored.mappingVersion,
      });
      return { matchId };
    }
    await dropMatches(tx, stored.id);
    const by = context.actor.name;
    await storeKey(tx, stored.id, { key, onSourceDelete: input.onSourceDelete, by });
    await recordAudit(tx, context, {
      action: "sync.key-changed",
      ...targetOf(stored.id, name),
      before,
      after: keyFacts(key),
    });
    return { matchId: null };
  });
}

async function dropMatches(tx: Tx, definitionId: string): Promise<void> {
  await tx.syncMatch.updateMany({
    where: { syncDefId: definitionId, state: { in: ["QUEUED", "READING", "READY"] } },
    data: { state: "DISCARDED" },
  });
  await tx.$executeRaw`
    DELETE FROM sync_match_items WHERE match_id IN (
      SELECT id FROM sync_matches WHERE sync_def_id = ${definitionId}::uuid AND state IN ('DISCARDED', 'FAILED'))`;
}

interface Asked {
  readonly definitionId: string;
  readonly name: string;
  readonly purpose: "FIRST" | "REBUILD" | "REKEY";
  readonly mappingVersion: number;
  readonly newKey?: object;
}

async function askForMatch(
  tx: Tx,
  context: Context,
  { name, definitionId, purpose, mappingVersion, newKey }: Asked,
): Promise<string> {
  await dropMatches(tx, definitionId);
  const match = await tx.syncMatch.create({
    data: { syncDefId: definitionId, purpose, mappingVersion, newKey, requestedBy: context.actor.name },
    select: { id: true },
  });
  await recordAudit(tx, context, {
    action: "sync.match-asked",
    ...targetOf(definitionId, name),
    after: { purpose, ...(newKey ?? {}) },
  });
  await enqueue(tx, matchListJob, { matchId: match.id });
  return match.id;
}

/** Asks for a comparison of rows and items; an open one is replaced. Only reads, and only the metastore is written. */
export async function requestMatch(context: Context, input: MatchRequest): Promise<{ readonly matchId: string }> {
  requireAllowed(context, keyPolicies.define);
  return inTransaction(async (tx) => {
    const { name } = await lockIdle(tx, input.definitionId);
    const { mappingVersion } = await tx.syncDefinition.findUniqueOrThrow({ where: { id: input.definitionId } });
    return { matchId: await askForMatch(tx, context, { ...input, name, mappingVersion }) };
  });
}

/** Forgets a comparison. */
export async function discardMatch(context: Context, input: MatchRef): Promise<void> {
  requireAllowed(context, keyPolicies.define);
  await inTransaction(async (tx) => {
    const match = await tx.syncMatch.findUnique({ where: { id: input.matchId } });
    if (!match) throw new AppError("not-found", { message: "This comparison does not exist." });
    const { name } = await tx.syncDefinition.findUniqueOrThrow({ where: { id: match.syncDefId } });
    await dropMatches(tx, match.syncDefId);
    await recordAudit(tx, context, { action: "sync.match-discarded", ...targetOf(match.syncDefId, name) });
  });
}

/**
 * Carries out what a person chose: the ledger knows at once which item belongs to which row, and items that do not carry their row's key get it
 * by the operations of a run, under lease and eTag. Throws `match-needed` when the comparison no longer fits the definition, `in-use` while a
 * run is open, `consent-needed` while nobody said whether the list may be made unique.
 */
export async function confirmMatch(context: Context, input: ConfirmInput): Promise<{ readonly runId: string | null }> {
  requireAllowed(context, keyPolicies.define);
  const { definitionId } = await inTransaction((tx) => requireReady(tx, input.matchId));
  const stored = await loadDefinition(definitionId);
  const level = stored.keyLevel ?? (await prepareList(stored)).level;
  return inTransaction(
    async (tx) => {
      const { name } = await lockIdle(tx, definitionId);
      const match = await requireReady(tx, input.matchId);
      const namespace = stored.identityNamespace ?? defaultNamespace(stored);
      const key = match.purpose === "REKEY" ? newKeySchema.loose().parse(match.newKey) : null;
      const keyStrategy = key?.strategy ?? stored.keyStrategy;
      const scope = { matchId: match.id, definitionId, listGuid: stored.targetList.listId, keyStrategy };
      if (key) {
        // An operation in doubt is found again by its row's identity, which is about to change.
        await requireNothingInDoubt(tx, definitionId, "then change its key");
        const markField = stored.markColumn && targetOfColumn(stored.markColumn);
        await settleUnmet(
          tx,
          { ...scope, comparedAt: match.createdAt },
          { ...stored, mode: stored.syncMode, markField },
        );
        await storeIdentities(tx, scope);
        await storeKey(tx, definitionId, {
          key,
          onSourceDelete: asDeletePolicy(key.onSourceDelete),
          by: context.actor.name,
        });
      } else await storeChoices(tx, scope, input);
      await tx.syncDefinition.update({
        where: { id: definitionId },
        data: { identityNamespace: namespace, firstMatchAt: stored.firstMatchAt ?? new Date(), rescanRequired: true },
      });
      const runId = level === "K1" || level === "K2" ? await startStamps(tx, context, scope, match.rowsRead) : null;
      await tx.syncMatch.update({
        where: { id: match.id },
        data: {
          state: "CONFIRMED",
          confirmedAt: new Date(),
          confirmedBy: context.actor.name,
          choices: { matched: input.matched, onlyRows: input.onlyRows, resolved: input.resolved.length },
          syncRunId: runId,
        },
      });
      const { purpose, matched, onlyRows, onlyItems, ambiguous } = match;
      await recordAudit(tx, context, {
        action: key ? "sync.key-changed" : "sync.match-confirmed",
        ...targetOf(definitionId, name),
        before: key
          ? { strategy: stored.keyStrategy, columns: stored.keyColumns.map(({ column }) => column.columnName) }
          : undefined,
        after: {
          purpose,
          counts: { matched, onlyRows, onlyItems, ambiguous },
          ...(key ? keyFacts(key) : { matched: input.matched, onlyRows: input.onlyRows, resolved: input.resolved }),
        },
      });
      // Rows and values were kept for the decision; they are the table's and the list's own from here on.
      await tx.$executeRaw`DELETE FROM sync_match_items WHERE match_id = ${match.id}::uuid`;
      return { runId };
    },
    { timeoutMs: 300_000 },
  );
}

const asDeletePolicy = (value: unknown): KeyInput["onSourceDelete"] =>
  value === "KEEP" || value === "DELETE" || value === "MARK" ? value : undefined;

async function requireReady(tx: Tx, matchId: string) {
  const match = await tx.syncMatch.findUnique({ where: { id: matchId }, include: { syncDefinition: true } });
  if (!match) throw new AppError("not-found", { message: "This comparison does not exist." });
  const isCurrent = match.mappingVersion === match.syncDefinition.mappingVersion;
  if (match.state !== "READY" || !isCurrent)
    throw new AppError("match-needed", {
      message: isCurrent
        ? "This comparison is not ready, or was decided on already."
        : "Mapping or key were changed since rows and items were compared.",
      remedy: "Compare them again.",
    });
  return { ...match, definitionId: match.syncDefId };
}

/** Opens the run that ties items to their rows; none where all of them are. */
async function startStamps(
  tx: Tx,
  context: Context,
  scope: Parameters<typeof spoolStamps>[1],
  rowsRead: bigint,
): Promise<string | null> {
  const run = await tx.syncRun.create({
    data: {
      syncDefId: scope.definitionId,
      runType: "PUSH",
      purpose: "REPAIR",
      phase: "APPLYING",
      decidedAt: new Date(),
      requestedBy: context.actor.name,
      requestedByKind: context.actor.kind,
      rowsRead,
    },
    select: { id: true },
  });
  const stamps = await spoolStamps(tx, scope, run.id);
  if (stamps === 0) {
    await tx.syncRun.delete({ where: { id: run.id } });
    return null;
  }
  await tx.syncRun.update({ where: { id: run.id }, data: { plannedUpdates: stamps } });
  await enqueue(tx, runDefinitionJob, { definitionId: scope.definitionId });
  return run.id;
}

/** Puts another list in the place of one that was deleted or made anew; rows and items have to be matched before the next push. */
export async function retargetList(context: Context, input: RetargetInput): Promise<void> {
  requireAllowed(context, keyPolicies.define);
  await inTransaction(async (tx) => {
    const { name } = await lockIdle(tx, input.definitionId);
    const stored = await loadDefinition(input.definitionId, tx);
    await dropMatches(tx, stored.id);
    const { list, released } = await replaceList(tx, stored, input.listId, context.actor.name);
    const { displayName, listId } = stored.targetList;
    await recordAudit(tx, context, {
      action: "sync.list-replaced",
      ...targetOf(stored.id, name),
      before: { list: displayName, listId, ledgerEntries: released },
      after: { list: list.displayName, listId: list.listId },
    });
  });
}
