import { createHash } from "node:crypto";
import { SyncError } from "@/lib/errors/app-error";
import type { Definition, Identity, IdentityHash, SourceColumn, SourceRow, SourceValue, ValueKind } from "./types";

/** Kinds whose equal text means equal values share a class; 1 as a number and "1" as text are different identities. */
function keyClass(kind: ValueKind): string {
  switch (kind) {
    case "integer":
    case "decimal":
    case "float":
      return "n";
    case "boolean":
      return "b";
    case "uuid":
      return "u";
    case "instant":
    case "local-datetime":
    case "date":
    case "time":
      return "t";
    default:
      return "s";
  }
}

/** One text for one value: trailing zeros of fractions do not count, so that a widened scale does not change identities. */
function keyForm(value: string, keyOfClass: string): string {
  if (keyOfClass === "n") {
    const plain = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(value);
    if (!plain) return value;
    const [, sign = "", whole = "", fraction = ""] = plain;
    const magnitude = fraction === "" ? whole : `${whole}.${fraction}`;
    return magnitude === "0" ? "0" : sign + magnitude;
  }
  if (keyOfClass === "t") return value.replace(/(\.\d*?)0+(?=Z?$)/, "$1").replace(/\.(?=Z?$)/, "");
  if (keyOfClass === "u") return value.toLowerCase();
  return value;
}

const escapeText = (text: string) => text.replace(/[\\|=]/g, "\\$&");

/** An index entry of PostgreSQL holds at most 2,704 bytes, and a character has up to four: longer identities are read by their beginning. */
const readableLength = 600;

function readable(text: string): string {
  const points = [...text.slice(0, 2 * readableLength)];
  return points.length <= readableLength && text.length <= 2 * readableLength
    ? text
    : `${points.slice(0, readableLength).join("")}…`;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * The identity of key values in declared order (sync-semantics 5).
 * The hash covers class and value of each key column, not its name, in an encoding (JSON) in which ("1","23") and ("12","3") differ.
 */
export function identityOf(
  keyColumns: readonly { readonly name: string; readonly kind: ValueKind }[],
  values: readonly string[],
): Identity {
  const text: string[] = [];
  const encoded: string[] = [];
  keyColumns.forEach((column, index) => {
    const kind = keyClass(column.kind);
    const form = keyForm(values[index] ?? "", kind);
    text.push(`${escapeText(column.name)}=${escapeText(form)}`);
    encoded.push(kind, form);
  });
  return { text: readable(text.join("|")), hash: sha256(JSON.stringify(encoded)) as IdentityHash };
}

/**
 * The value of the list's SyncBridgeKey column: lower-case hex SHA-256 of namespace and identity.
 * The namespace keeps two tables that share one list apart.
 */
export function syncBridgeKey(namespace: string, identityHash: IdentityHash): string {
  return sha256(JSON.stringify([namespace, identityHash]));
}

/** Default namespace of a table: readable, escaped, unique over all databases. */
export function namespaceOf(parts: {
  readonly application: string;
  readonly database: string;
  readonly environment: string;
  readonly schema: string;
  readonly table: string;
}): string {
  return [parts.application, parts.database, parts.environment, parts.schema, parts.table]
    .map((part) => part.replace(/[\\/]/g, "\\$&"))
    .join("/");
}

/**
 * Reads identities out of rows; `emptyKey` names the key column that is empty. Compiled once a run; throws `mapping-broken` (halt) when a key
 * column is not among the columns.
 */
export function identityReader(
  definition: Pick<Definition, "keyColumns">,
  columns: readonly SourceColumn[],
): (row: SourceRow) => { readonly identity: Identity } | { readonly emptyKey: string; readonly identity: Identity } {
  const positions = definition.keyColumns.map((key) => {
    const position = columns.findIndex((column) => column.name === key.name);
    if (position !== -1) return position;
    const message = `The table has no key column "${key.name}" any more.`;
    throw new SyncError("mapping-broken", { trait: "halt", message });
  });
  return (row) => {
    const values: SourceValue[] = positions.map((position) => row[position] ?? null);
    const empty = values.indexOf(null);
    if (empty === -1) return { identity: identityOf(definition.keyColumns, values as string[]) };
    // An empty key has no identity of its own; this one only names its rejection, by the whole row.
    const name = definition.keyColumns[empty]?.name ?? "";
    const rest = definition.keyColumns.map(
      (key, index) => `${escapeText(key.name)}=${values[index] === null ? "NULL" : escapeText(values[index] ?? "")}`,
    );
    const identity = {
      text: readable(rest.join("|")),
      hash: sha256(JSON.stringify(["key-null", row])) as IdentityHash,
    };
    return { emptyKey: name, identity };
  };
}
