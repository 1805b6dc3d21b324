import { SyncError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { createColumn, type GraphColumn, listColumns, patchColumn } from "@/lib/graph/columns";
import { statusOf } from "@/lib/graph/errors";
import { itemsPath } from "@/lib/graph/items";
import { odataText } from "@/lib/graph/path";

/** Internal name of the column that carries each item's key: lower-case hex SHA-256 of namespace and identity. */
export const keyColumnName = "SyncBridgeKey";

/** Hex digits of SHA-256. */
const keyLength = 64;

/** The key column as it was found after set-up. */
export interface KeyColumn {
  readonly columnId: string;
  readonly name: string;
  /** K1: indexed and unique, a repeated create is refused by the list. K2: present only (sync-semantics 5). */
  readonly level: "K1" | "K2";
  readonly isHidden: boolean;
  /** Why it is not K1, in Graph's words; null for K1. */
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

function isUnique(column: GraphColumn): boolean {
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

/**
 * Makes sure that a list carries the key column: single line of text, indexed, unique, hidden where the tenant allows it. Hiding is best
 * effort: a column that then cannot be listed or queried is made visible again (sync-semantics 5, Graph contract (d) 31).
 * An existing column that is not unique is made so; where that is refused, the answer is level K2 with Graph's reason.
 * Throws SyncError `graph-name-taken` (halt) when a column of this name is of another type.
 */
export async function ensureKeyColumn(
  client: GraphClient,
  siteId: string,
  listId: string,
  signal?: AbortSignal,
): Promise<KeyColumn> {
  const args: KeyColumnArgs = { siteId, listId };
  const found = await findKeyColumn(client, args, signal);
  if (found && !isSingleLine(found)) {
    throw new SyncError("graph-name-taken", {
      trait: "halt",
      message: `The list has a column "${keyColumnName}" that is not a single line of text of ${keyLength} characters.`,
    });
  }
  const made = found ? await makeUnique(client, args, found, signal) : await makeKeyColumn(client, args, signal);
  const usable = await keepReachable(client, args, made.column, signal);
  return {
    columnId: usable.id,
    name: usable.name,
    level: isUnique(usable) ? "K1" : "K2",
    isHidden: usable.hidden === true,
    reason: isUnique(usable) ? null : (made.reason ?? "SharePoint did not keep the column unique."),
  };
}

interface Made {
  readonly column: GraphColumn;
  readonly reason: string | null;
}

async function makeKeyColumn(client: GraphClient, args: KeyColumnArgs, signal?: AbortSignal): Promise<Made> {
  const plain = {
    name: keyColumnName,
    displayName: keyColumnName,
    description: "Ties each item to its row. Kept by SyncBridge; do not edit.",
    hidden: true,
    text: { maxLength: keyLength },
  };
  try {
    const column = await createColumn(
      client,
      { ...args, column: { ...plain, indexed: true, enforceUniqueValues: true } },
      signal,
    );
    return { column, reason: null };
  } catch (error) {
    if (statusOf(error) !== 400 || !(error instanceof SyncError)) throw error;
    return { column: await createColumn(client, { ...args, column: plain }, signal), reason: error.message };
  }
}

async function makeUnique(
  client: GraphClient,
  args: KeyColumnArgs,
  column: GraphColumn,
  signal?: AbortSignal,
): Promise<Made> {
  if (isUnique(column)) return { column, reason: null };
  try {
    const change = { indexed: true, enforceUniqueValues: true };
    return { column: await patchColumn(client, { ...args, columnId: column.id, change }, signal), reason: null };
  } catch (error) {
    if (statusOf(error) !== 400 || !(error instanceof SyncError)) throw error;
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

/** Throws `mapping-broken` (halt) when one of the named columns is not among those that the list has. */
function requireColumns(found: readonly GraphColumn[], names: readonly string[]): void {
  const missing = names.find((name) => !found.some((column) => column.name === name));
  if (missing === undefined) return;
  const message = `The list has no column "${missing}" any more.`;
  throw new SyncError("mapping-broken", { trait: "halt", message });
}

/**
 * Reads the key column again, and with it whether the list still has the columns that are `mapped` (internal names). Throws SyncError
 * `key-column-lost` (halt) when the key column is gone, of another type, or no longer indexed and unique, `mapping-broken` (halt) when a mapped
 * one is gone; a missing list throws `graph-not-found` (halt).
 */
export async function verifyKeyColumn(
  client: GraphClient,
  { mapped = [], ...args }: KeyColumnArgs & { readonly mapped?: readonly string[] },
  signal?: AbortSignal,
): Promise<void> {
  let columns: readonly GraphColumn[];
  try {
    columns = await listColumns(client, { siteId: args.siteId, listId: args.listId, includeHidden: true }, signal);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new SyncError("graph-not-found", { trait: "halt", message: "The list no longer exists.", cause: error });
  }
  const column = columns.find(({ name }) => name === (args.name ?? keyColumnName));
  const lost = !column
    ? "is gone"
    : !isSingleLine(column)
      ? "is no longer a single line of text"
      : isUnique(column)
        ? null
        : "is no longer indexed and unique";
  if (lost !== null)
    throw new SyncError("key-column-lost", {
      trait: "halt",
      message: `The column "${args.name ?? keyColumnName}" ${lost}.`,
    });
  requireColumns(columns, mapped);
}
