import { SyncError } from "@/lib/errors/app-error";
import { sha256 } from "./digest";
import { RowNumbers } from "./row-numbers";
import type { Definition, Identity, IdentityHash, SourceColumn, SourceRow, SourceValue, ValueKind } from "./types";

/** What an identity that was cut off says of the kind of each of its columns. */
const classWords = { n: "number", b: "yes/no", u: "UUID", t: "time", s: "text" } as const;
type KeyClass = keyof typeof classWords;

/** Kinds whose equal text means equal values share a class; 1 as a number and "1" as text are different identities. */
function keyClass(kind: ValueKind): KeyClass {
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
function keyForm(value: string, keyOfClass: KeyClass): string {
  if (keyOfClass === "n") {
    if (/^[1-9]\d*$/.test(value)) return value;
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

const escapeText = (text: string) => (/[\\|=]/.test(text) ? text.replace(/[\\|=]/g, "\\$&") : text);

/** An index entry of PostgreSQL holds at most 2,704 bytes, and a character has up to four: longer identities are read by their beginning. */
const readableLength = 600;

const cutMark = "…";

type KeyColumns = readonly { readonly name: string; readonly kind: ValueKind }[];

/** What stands behind a text that was cut off: besides the mark the class of each column, since the values do not tell it any more. */
const cutEnd = (keyColumns: KeyColumns) =>
  `${cutMark} (${keyColumns.map(({ kind }) => classWords[keyClass(kind)]).join(", ")})`;

/** Whether a text was cut off, or shortened by a person's screen, so that it does not tell the key. */
export const isCutText = (text: string) =>
  text.endsWith(cutMark) || (text.length > readableLength && /… \([a-z/, ]+\)(\|#\d+)?$/i.test(text));

/**
 * Whether an identity of this very key was cut off, so that its text does not tell the row. One that was made of columns of other classes is none:
 * its row may well be there under another identity.
 */
export const isCutOff = (keyColumns: KeyColumns, { text }: Pick<Identity, "text">) =>
  text.length > readableLength && text.endsWith(cutEnd(keyColumns));

function readable(text: string, keyColumns: KeyColumns): string {
  // A text has at most as many characters as code units; most keys are short, and there are millions of them.
  if (text.length <= readableLength) return text;
  const points = [...text.slice(0, 2 * readableLength)];
  return points.length <= readableLength && text.length <= 2 * readableLength
    ? text
    : `${points.slice(0, readableLength).join("")}${cutEnd(keyColumns)}`;
}

/**
 * The identity of key values in declared order (sync-semantics 5).
 * The hash covers class and value of each key column, not its name, in an encoding (JSON) in which ("1","23") and ("12","3") differ.
 * NULL is a value of its own class; only the strategy HASHED lets it through. `number` tells equal rows of such a table apart, from 1 on.
 */
export function identityOf(keyColumns: KeyColumns, values: readonly SourceValue[], number?: number): Identity {
  // Texts are put together by hand, not out of arrays: this runs for millions of rows.
  let text = "";
  let encoded = "";
  for (let index = 0; index < keyColumns.length; index++) {
    const { name, kind } = keyColumns[index] as (typeof keyColumns)[number];
    const value = values[index] ?? null;
    if (index > 0) {
      text += "|";
      encoded += ",";
    }
    if (value === null) {
      text += escapeText(name);
      encoded += '"0",null';
      continue;
    }
    const keyOfClass = keyClass(kind);
    const form = keyForm(value, keyOfClass);
    text += `${escapeText(name)}=${escapeText(form)}`;
    encoded += `"${keyOfClass}",${JSON.stringify(form)}`;
  }
  if (number !== undefined) encoded += `,"#",${number}`;
  // The number stands last and is what tells long rows apart: it is never cut off.
  const suffix = number !== undefined && number > 1 ? `|#${number}` : "";
  return { text: `${readable(text, keyColumns)}${suffix}`, hash: sha256(`[${encoded}]`) as IdentityHash };
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

/** A row's identity, and what speaks against using it. */
export interface IdentifiedRow {
  readonly identity: Identity;
  /** The key column that is empty; the identity then only names the row's rejection. Null: none is. */
  readonly emptyKey: string | null;
  /** Identities of which no row may be written, this one's among them: rows of one key that differ otherwise (strategy HASHED). Null: none. */
  readonly clashing: readonly Identity[] | null;
}

const identified = (identity: Identity): IdentifiedRow => ({ identity, emptyKey: null, clashing: null });

/**
 * Reads identities out of the rows of one reading, each row once: rows of a table without a key are numbered as they come. Compiled once a
 * reading; throws `mapping-broken` (halt) when a key column is not among the columns.
 */
export function identityReader(
  definition: Pick<Definition, "keyColumns"> & Partial<Pick<Definition, "keyStrategy" | "mappings">>,
  columns: readonly SourceColumn[],
): (row: SourceRow) => IdentifiedRow {
  const { keyColumns } = definition;
  const positions = keyColumns.map((key) => {
    const position = columns.findIndex((column) => column.name === key.name);
    if (position !== -1) return position;
    const message = `The table has no key column "${key.name}" any more.`;
    throw new SyncError("mapping-broken", { trait: "halt", message });
  });
  const valuesOf = (row: SourceRow): SourceValue[] => positions.map((position) => row[position] ?? null);
  const identify =
    definition.keyStrategy === "HASHED"
      ? numberedReader(keyColumns, positionsOf(definition.mappings ?? [], columns))
      : (values: readonly SourceValue[]): IdentifiedRow => identified(identityOf(keyColumns, values));
  return (row) => {
    const values = valuesOf(row);
    const empty = values.findIndex((value, index) => value === null && keyColumns[index]?.allowsNull !== true);
    if (empty === -1) return identify(values, row);
    // An empty key has no identity of its own; this one only names its rejection, by the whole row.
    const name = keyColumns[empty]?.name ?? "";
    const rest = keyColumns.map(
      (key, index) => `${escapeText(key.name)}=${values[index] === null ? "NULL" : escapeText(values[index] ?? "")}`,
    );
    const identity = {
      text: readable(rest.join("|"), keyColumns),
      hash: sha256(JSON.stringify(["key-null", row])) as IdentityHash,
    };
    return { identity, emptyKey: name, clashing: null };
  };
}

/** Where the mapped columns stand, ordered by name, so that the order of reading does not matter. */
function positionsOf(mappings: Definition["mappings"], columns: readonly SourceColumn[]): readonly number[] {
  const names = [...new Set(mappings.map((mapping) => mapping.sourceColumn))].sort();
  return names.map((name) => columns.findIndex((column) => column.name === name)).filter((position) => position !== -1);
}

/** Identities of rows that have no key: chosen values and a number among equal rows. */
function numberedReader(keyColumns: Definition["keyColumns"], contentPositions: readonly number[]) {
  const numbers = new RowNumbers();
  return (values: readonly SourceValue[], row: SourceRow): IdentifiedRow => {
    const content = sha256(JSON.stringify(contentPositions.map((position) => row[position] ?? null)));
    const { number, isClashing, isFirstClash } = numbers.add(identityOf(keyColumns, values).hash, content);
    const identity = identityOf(keyColumns, values, number);
    if (!isClashing) return identified(identity);
    const former = Array.from({ length: isFirstClash ? number - 1 : 0 }, (_, index) => index + 1);
    const clashing = [...former.map((n) => identityOf(keyColumns, values, n)), identity];
    return { identity, emptyKey: null, clashing };
  };
}
