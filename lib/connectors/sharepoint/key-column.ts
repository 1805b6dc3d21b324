import type { KeyLevel, TargetColumn, TargetType } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { createColumn, type GraphColumn, listColumns, patchColumn } from "@/lib/graph/columns";
import { statusOf } from "@/lib/graph/errors";
import { itemsPath } from "@/lib/graph/items";
import { odataText } from "@/lib/graph/path";
import { toTargetColumn } from "./columns";

/** Internal name of the column that carries each item's key: lower-case hex SHA-256 of namespace and identity. */
export const keyColumnName = "SyncBridgeKey";

/** Hex digits of SHA-256. */
const keyLength = 64;

/** What keeps a list's items single after set-up (sync-semantics 5). */
export interface KeyColumn {
  /** Null where the list has no column of ours. */
  readonly columnId: string | null;
  /** Internal name of the column that holds the level: ours, or at K3 a mapped one; null at K4. */
  readonly name: string | null;
  /**
   * K1: indexed and unique, a repeated create is refused by the list. K2: present only. K3: absent, and a mapped column is unique. K4: nothing
   * of all that.
   */
  readonly level: KeyLevel;
  readonly isHidden: boolean;
  /** Why it is not K1, in Graph's words where it refused; null for K1. */
  readonly reason: string | null;
}

export interface KeyColumnArgs {
  readonly siteId: string;
  readonly listId: string;
  /** Internal name, where it is not {@link keyColumnName}. */
  readonly name?: string;
}

async function findKeyColumn(
  client: GraphClient,
  { siteId, listId, name = keyColumnName }: KeyColumnArgs,
  signal?: AbortSignal,
): Promise<GraphColumn | undefined> {
  const columns = await listColumns(client, { siteId, listId, includeHidden: true }, signal);
  return columns.find((column) => column.name === name);
}

function isSingleLine(column: GraphColumn): boolean {
  return Boolean(column.text) && !column.text?.allowMultipleLines && (column.text?.maxLength ?? keyLength) >= keyLength;
}

/** Whether the list refuses a second item with a value of this column. */
export function isUnique(column: GraphColumn): boolean {
  return column.indexed === true && column.enforceUniqueValues === true;
}

/** Whether the list answers a query by key. */
async function answersByKey(client: GraphClient, args: KeyColumnArgs, signal?: AbortSignal): Promise<boolean> {
  const filter = `fields/${keyColumnName} eq ${odataText("0".repeat(keyLength))}`;
  try {
    await client.send(
      { method: "GET", path: itemsPath({ ...args, columns: [keyColumnName], filter, top: 1 }) },
      signal,
    );
    return true;
  } catch (error) {
    if (statusOf(error) === 400) return false;
    throw error;
  }
}

/** Statuses by which a list refuses a column, an index or uniqueness: wrong for this list, not permitted, locked, too much. */
const columnRefusals: ReadonlySet<number | null | undefined> = new Set([400, 403, 409, 422, 423]);

function isColumnRefusal(error: unknown, args: Pick<EnsureKeyColumn, "hasMadeColumns">): error is SyncError {
  if (!(error instanceof SyncError) || !columnRefusals.has(statusOf(error))) return false;
  return statusOf(error) !== 403 || args.hasMadeColumns !== true;
}

/** Why nobody may make the column unique without asking. */
const notAgreed = "Nobody has agreed yet that the column is made unique.";

export interface EnsureKeyColumn extends KeyColumnArgs {
  /**
   * Whether the column may be indexed and made unique: always in a list of ours, in a customer's only with consent. It takes one of the list's
   * 20 indexes, and a copy that a person makes of an item is refused.
   */
  readonly mayMakeUnique: boolean;
  /** Internal names of mapped columns: where our column is refused, one of them may be unique. */
  readonly mapped: readonly string[];
  /** Whoever has just made columns here may make this one too: a missing permission is then an error, not a lower level. */
  readonly hasMadeColumns?: boolean;
}

/**
 * Brings a list to the best level it allows: our column, single line of text, hidden where the tenant allows it, indexed and unique. Hiding is best
 * effort: a column that then cannot be listed or queried is made visible again (sync-semantics 5, Graph contract (d) 31).
 * What the list refuses makes the level fall, with Graph's reason. Throws SyncError `graph-name-taken` (halt) when a column of this name is of
 * another type.
 */
export async function ensureKeyColumn(
  client: GraphClient,
  args: EnsureKeyColumn,
  signal?: AbortSignal,
): Promise<KeyColumn> {
  const found = await findKeyColumn(client, args, signal);
  if (found && !isSingleLine(found)) {
    throw new SyncError("graph-name-taken", {
      trait: "halt",
      message: `The list has a column "${keyColumnName}" that is not a single line of text of ${keyLength} characters.`,
    });
  }
  let made: Made;
  try {
    made = found ? await makeUnique(client, args, found, signal) : await makeKeyColumn(client, args, signal);
  } catch (error) {
    if (found || !isColumnRefusal(error, args)) throw error;
    return withoutColumn(client, args, error.message, signal);
  }
  const usable = await keepReachable(client, args, made.column, signal);
  return {
    columnId: usable.id,
    name: usable.name,
    level: isUnique(usable) ? "K1" : "K2",
    isHidden: usable.hidden === true,
    reason: isUnique(usable) ? null : (made.reason ?? "SharePoint did not keep the column unique."),
  };
}

/** The level of a list that takes no column of ours. */
async function withoutColumn(
  client: GraphClient,
  args: EnsureKeyColumn,
  reason: string,
  signal?: AbortSignal,
): Promise<KeyColumn> {
  const columns = await listColumns(client, { siteId: args.siteId, listId: args.listId, includeHidden: true }, signal);
  const unique = columns.find((column) => args.mapped.includes(column.name) && isUnique(column));
  return {
    columnId: unique?.id ?? null,
    name: unique?.name ?? null,
    level: unique ? "K3" : "K4",
    isHidden: false,
    reason,
  };
}

interface Made {
  readonly column: GraphColumn;
  readonly reason: string | null;
}

async function makeKeyColumn(client: GraphClient, args: EnsureKeyColumn, signal?: AbortSignal): Promise<Made> {
  const plain = {
    name: keyColumnName,
    displayName: keyColumnName,
    description: "Ties each item to its row. Kept by SyncBridge; do not edit.",
    hidden: true,
    text: { maxLength: keyLength },
  };
  if (!args.mayMakeUnique)
    return { column: await createColumn(client, { ...args, column: plain }, signal), reason: notAgreed };
  try {
    const column = await createColumn(
      client,
      { ...args, column: { ...plain, indexed: true, enforceUniqueValues: true } },
      signal,
    );
    return { column, reason: null };
  } catch (error) {
    if (!isColumnRefusal(error, args)) throw error;
    return { column: await createColumn(client, { ...args, column: plain }, signal), reason: error.message };
  }
}

async function makeUnique(
  client: GraphClient,
  args: EnsureKeyColumn,
  column: GraphColumn,
  signal?: AbortSignal,
): Promise<Made> {
  if (isUnique(column)) return { column, reason: null };
  if (!args.mayMakeUnique) return { column, reason: notAgreed };
  try {
    const change = { indexed: true, enforceUniqueValues: true };
    return { column: await patchColumn(client, { ...args, columnId: column.id, change }, signal), reason: null };
  } catch (error) {
    if (!isColumnRefusal(error, args)) throw error;
    return { column, reason: error.message };
  }
}

async function keepReachable(
  client: GraphClient,
  args: KeyColumnArgs,
  column: GraphColumn,
  signal?: AbortSignal,
): Promise<GraphColumn> {
  const listed = await findKeyColumn(client, args, signal);
  const isReachable = listed !== undefined && (column.indexed !== true || (await answersByKey(client, args, signal)));
  if (isReachable) return listed;
  await patchColumn(client, { ...args, columnId: column.id, change: { hidden: false } }, signal);
  const shown = await findKeyColumn(client, args, signal);
  if (shown) return shown;
  throw new SyncError("key-column-lost", {
    trait: "halt",
    message: `The column "${keyColumnName}" was made but does not show up in the list.`,
  });
}

/** A mapped column as it was when it was bound to its field. */
export type BoundColumn = Pick<TargetColumn, "name" | "type" | "guid">;

/** Types that take each other's values: a line that became several, or a list of choices, takes the same texts. */
const textTypes: ReadonlySet<TargetType> = new Set(["text", "note", "choice"]);

function isSameType(bound: TargetType, now: TargetType): boolean {
  return bound === now || (textTypes.has(bound) && textTypes.has(now));
}

/** What became of a mapped column, as a sentence; null where it is as it was bound. */
function changeOf({ name, type, guid }: BoundColumn, column: GraphColumn | undefined): string | null {
  if (!column) return `The list has no column "${name}" any more.`;
  if (guid && guid.toLowerCase() !== column.id.toLowerCase())
    return `The list's column "${name}" was deleted and made again, without its values. Discover the site: the next run then writes them again.`;
  const now = toTargetColumn(column).type;
  return isSameType(type, now)
    ? null
    : `The list's column "${name}" is of another type than it was mapped for. Discover the site, then look at the mapping.`;
}

/** Throws `mapping-broken` (halt) when one of the mapped columns is gone, or another one stands in its place. */
function requireColumns(found: readonly GraphColumn[], bound: readonly BoundColumn[]): void {
  for (const each of bound) {
    const message = changeOf(
      each,
      found.find((column) => column.name === each.name),
    );
    if (message !== null) throw new SyncError("mapping-broken", { trait: "halt", message });
  }
}

/**
 * Reads the key column again, and with it whether the list still has the columns that are `mapped`. Throws SyncError
 * `key-column-lost` (halt) when what holds the level is gone: at K1 our column, indexed and unique, at K2 our column, at K3 a mapped one that is
 * unique. Throws `mapping-broken` (halt) when a mapped one is gone or another one now; a missing list throws `graph-not-found` (halt).
 */
export async function verifyKeyColumn(
  client: GraphClient,
  {
    mapped = [],
    level = "K1",
    ...args
  }: KeyColumnArgs & { readonly mapped?: readonly BoundColumn[]; readonly level?: KeyLevel },
  signal?: AbortSignal,
): Promise<void> {
  let columns: readonly GraphColumn[];
  try {
    columns = await listColumns(client, { siteId: args.siteId, listId: args.listId, includeHidden: true }, signal);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new SyncError("graph-not-found", { trait: "halt", message: "The list no longer exists.", cause: error });
  }
  const lost = lossOf(columns, { level, name: args.name ?? keyColumnName, mapped: mapped.map(({ name }) => name) });
  if (lost !== null) throw new SyncError("key-column-lost", { trait: "halt", message: lost });
  requireColumns(columns, mapped);
}

/** What is missing of a level, as a sentence; null where nothing is. */
function lossOf(
  columns: readonly GraphColumn[],
  { level, name, mapped }: { readonly level: KeyLevel; readonly name: string; readonly mapped: readonly string[] },
): string | null {
  if (level === "K4") return null;
  if (level === "K3") {
    // Asked about the key alone, without knowing what is mapped.
    if (mapped.length === 0) return null;
    const isHeld = columns.some((column) => mapped.includes(column.name) && isUnique(column));
    return isHeld ? null : "None of the mapped columns is unique in the list any more.";
  }
  const column = columns.find((candidate) => candidate.name === name);
  if (!column) return `The column "${name}" is gone.`;
  if (!isSingleLine(column)) return `The column "${name}" is no longer a single line of text.`;
  return level === "K1" && !isUnique(column) ? `The column "${name}" is no longer indexed and unique.` : null;
}
