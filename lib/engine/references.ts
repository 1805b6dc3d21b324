import { identityOf } from "./identity";
import type { LookupRequest, ReferencePort } from "./reference-port";
import { brokenMapping, columnsOfMapping, expressionFailed, transformOf } from "./transform";
import type {
  Definition,
  FieldMapping,
  Identity,
  IdentityHash,
  LookupSource,
  MappingId,
  SourceColumn,
  SourceRow,
  SourceValue,
  TargetColumn,
} from "./types";
import type { Conversion, Refusal } from "./value";

/** Values of lookup and person columns, resolved a page at a time so that no row costs a query. */
export interface References {
  /** Resolves what these rows refer to and forgets the rows before; to be awaited before the first of them is mapped. */
  resolve(rows: readonly SourceRow[], signal: AbortSignal): Promise<void>;
  /** The canonical value of a reference field: an item's id, a sorted set of ids, or null. Throws for rows that were not resolved. */
  valueOf(mapping: MappingId, row: SourceRow): Conversion;
}

/** Whether a column holds ids of items or people. */
export function isReference({ type }: Pick<TargetColumn, "type">): boolean {
  return type === "lookup" || type === "multi-lookup" || type === "person" || type === "multi-person";
}

const isMultiple = ({ type }: TargetColumn) => type === "multi-lookup" || type === "multi-person";

const none: Conversion = { ok: true, value: null };

/** One thing that a field refers to, and what it is called in a refusal. */
type Referred =
  | { readonly kind: "row"; readonly identity: Identity; readonly source: LookupSource; readonly listId: string }
  | { readonly kind: "person"; readonly email: string };

interface ReferenceField {
  readonly mapping: FieldMapping;
  /** What a row's field refers to: nothing, one, or several. */
  readonly of: (row: SourceRow) => readonly Referred[] | Refusal;
}

/** Elements of an array's JSON text, or the one value; nothing for NULL and `""`. */
function partsOf(value: SourceValue, isArray: boolean): readonly string[] {
  if (value === null || value === "") return [];
  if (!isArray) return [value];
  const parts: unknown = JSON.parse(value);
  return Array.isArray(parts) ? parts.flatMap((part) => (part === null || part === "" ? [] : [String(part)])) : [];
}

function tooMany(mapping: FieldMapping, count: number): Refusal {
  const message = `The column “${mapping.target.name}” takes one value, the row has ${count}.`;
  return { ok: false, code: "type-unmappable", message };
}

/** The parts of a row's field: of its own column, or of what its expression gives. */
function partsReader(
  mapping: FieldMapping,
  columns: readonly SourceColumn[],
  facts: Definition["facts"] | undefined,
): (row: SourceRow) => readonly string[] | Refusal {
  const transform = transformOf(mapping, columns, facts);
  if (transform) {
    return (row) => {
      const result = transform.evaluate(row);
      if (!result.ok) return expressionFailed(mapping, result.message);
      return partsOf(result.value, transform.resultKind === "array");
    };
  }
  const place = placeOf(columnsOfMapping(mapping, columns)[0] ?? "", columns);
  const isArray = columns[place]?.kind === "array";
  return (row) => partsOf(row[place] ?? null, isArray);
}

function placeOf(name: string, columns: readonly SourceColumn[]): number {
  const place = columns.findIndex((column) => column.name === name);
  if (place === -1) throw brokenMapping(`The table has no column “${name}” any more.`);
  return place;
}

function fieldOf(
  mapping: FieldMapping,
  columns: readonly SourceColumn[],
  facts: Definition["facts"] | undefined,
): ReferenceField {
  const { target, lookup } = mapping;
  const each =
    (refer: (value: string) => Referred, parts: ReturnType<typeof partsReader>): ReferenceField["of"] =>
    (row) => {
      const found = parts(row);
      if ("ok" in found) return found;
      return found.length > 1 && !isMultiple(target) ? tooMany(mapping, found.length) : found.map(refer);
    };
  if (target.type === "person" || target.type === "multi-person") {
    const person = (value: string): Referred => ({ kind: "person", email: value.trim().toLowerCase() });
    return { mapping, of: each(person, partsReader(mapping, columns, facts)) };
  }
  if (!lookup) throw brokenMapping(`No sync fills the list that “${target.name}” looks up.`);
  const parentKey = lookup.key.map((part) => part.parent);
  const listId = target.lookupListId ?? "";
  const rowOf = (values: readonly string[]): Referred => ({
    kind: "row",
    identity: identityOf(parentKey, values),
    source: lookup,
    listId,
  });
  if (parentKey.length === 1)
    return { mapping, of: each((value) => rowOf([value]), partsReader(mapping, columns, facts)) };
  if (mapping.transform !== null) throw brokenMapping(severalParts(target));
  const places = columnsOfMapping(mapping, columns).map((name) => placeOf(name, columns));
  // As in SQL: a composite foreign key with an empty part refers to nothing.
  return {
    mapping,
    of: (row) => {
      const values = places.flatMap((place) => partsOf(row[place] ?? null, false));
      return values.length === places.length ? [rowOf(values)] : [];
    },
  };
}

/** Why an expression cannot feed a lookup whose parents have keys of several columns: it gives one value. */
export const severalParts = ({ name }: Pick<TargetColumn, "name">) =>
  `The parents of “${name}” have keys of several columns, which no single expression gives.`;

interface Resolved {
  itemOf(referred: Referred): number | undefined;
}

async function lookUp(all: readonly Referred[], port: ReferencePort, signal: AbortSignal): Promise<Resolved> {
  const wanted = new Map<string, { readonly request: Omit<LookupRequest, "rows">; readonly rows: Set<IdentityHash> }>();
  const emails = new Set<string>();
  const keyOf = (source: LookupSource, listId: string) => `${source.definitionId} ${listId}`;
  for (const each of all) {
    if (each.kind === "person") emails.add(each.email);
    else {
      const key = keyOf(each.source, each.listId);
      const { definitionId } = each.source;
      const of = wanted.get(key) ?? { request: { definitionId, listId: each.listId }, rows: new Set() };
      of.rows.add(each.identity.hash);
      wanted.set(key, of);
    }
  }
  const requests = [...wanted.values()].map(({ request, rows }) => ({ ...request, rows: [...rows] }));
  const answers = requests.length === 0 ? [] : await port.resolveLookups(requests, signal);
  const people = emails.size === 0 ? new Map<string, number>() : await port.resolvePeople([...emails], signal);
  const items = new Map([...wanted.keys()].map((key, index) => [key, answers[index]]));
  return {
    itemOf: (referred) =>
      referred.kind === "person"
        ? people.get(referred.email)
        : items.get(keyOf(referred.source, referred.listId))?.get(referred.identity.hash),
  };
}

function missing(referred: Referred): Conversion {
  if (referred.kind === "person") {
    return { ok: false, code: "person-unknown", message: `“${referred.email}” has never been at the site.` };
  }
  const { identity, source } = referred;
  const { definitionId, definitionName } = source;
  const message = `The row ${identity.text} of the sync “${definitionName}” has no item yet.`;
  return { ok: false, code: "parent-missing", message, parent: { definitionId, key: identity.text } };
}

function canonicalOf(field: ReferenceField, found: ReturnType<ReferenceField["of"]>, resolved: Resolved): Conversion {
  if ("ok" in found) return found;
  const items: number[] = [];
  for (const referred of found) {
    const item = resolved.itemOf(referred);
    if (item === undefined) return missing(referred);
    items.push(item);
  }
  const [first] = items;
  if (first === undefined) return none;
  if (!isMultiple(field.mapping.target)) return { ok: true, value: first };
  return { ok: true, value: [...new Set(items)].sort((left, right) => left - right) };
}

/**
 * The lookup and person fields among `mappings`, compiled for a snapshot's columns; null where there are none, so that a definition without
 * them needs no port. Throws `mapping-broken` (halt) for a column that is gone and for a lookup whose parent list no definition fills.
 */
export function compileReferences(
  mappings: Definition["mappings"],
  columns: readonly SourceColumn[],
  port: ReferencePort,
  facts?: Definition["facts"],
): References | null {
  const fields = mappings
    .filter(({ target, direction }) => isReference(target) && direction !== "PULL_ONLY")
    .map((mapping) => fieldOf(mapping, columns, facts));
  if (fields.length === 0) return null;
  let page = new Map<SourceRow, ReadonlyMap<MappingId, Conversion>>();
  return {
    async resolve(rows, signal) {
      const read = rows.map((row) => fields.map((field) => ({ field, found: field.of(row) })));
      const referred = read.flat().flatMap(({ found }) => ("ok" in found ? [] : found));
      const resolved = await lookUp(referred, port, signal);
      const values = read.map((row) =>
        row.map(({ field, found }) => [field.mapping.id, canonicalOf(field, found, resolved)] as const),
      );
      page = new Map(rows.map((row, index) => [row, new Map(values[index])]));
    },
    valueOf(mapping, row) {
      const value = page.get(row)?.get(mapping);
      if (!value) throw new Error("The row was mapped before its references were resolved.");
      return value;
    },
  };
}
