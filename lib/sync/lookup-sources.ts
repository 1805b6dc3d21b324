import { z } from "zod";
import type { Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import type { DefinitionId, LookupSource, ValueKind } from "@/lib/engine/types";

/** Where a lookup finds its parents, or why it cannot. */
export type LookupBinding =
  | { readonly source: LookupSource; readonly refusal: null }
  | { readonly source: null; readonly refusal: string };

/** A foreign key of the child table, part by part. */
export interface ForeignKey {
  /** `schema.table` */
  readonly parentTable: string;
  readonly parts: readonly { readonly column: string; readonly parentColumn: string }[];
}

/** A definition that fills the list which a lookup takes its items from. */
export interface ParentCandidate {
  readonly id: string;
  readonly name: string;
  readonly databaseId: string;
  /** `schema.table` */
  readonly table: string;
  readonly keyStrategy: string;
  readonly key: readonly { readonly name: string; readonly kind: ValueKind }[];
}

/** One lookup mapping, as it is to be bound. */
export interface LookupToBind {
  /** Column of the child table; null where an expression gives the value. */
  readonly sourceColumn: string | null;
  readonly targetColumn: string;
  readonly isMultiple: boolean;
  readonly databaseId: string;
  readonly foreignKeys: readonly ForeignKey[];
}

const refuse = (refusal: string): LookupBinding => ({ source: null, refusal });
const named = (names: readonly string[]) => names.map((name) => `“${name}”`).join(", ");

/** Definitions over the table that a foreign key with this column refers to, each with that key. */
function byForeignKey(lookup: LookupToBind, candidates: readonly ParentCandidate[]) {
  return candidates.flatMap((parent) => {
    if (parent.databaseId !== lookup.databaseId) return [];
    const keys = lookup.foreignKeys.filter(
      ({ parentTable, parts }) =>
        parentTable === parent.table && parts.some(({ column }) => column === lookup.sourceColumn),
    );
    return keys.map((foreignKey) => ({ parent, foreignKey }));
  });
}

function bound(
  { id, name, key }: ParentCandidate,
  columnFor: (parentColumn: string) => string | undefined,
): LookupSource | null {
  const parts = key.map((parent) => ({ column: columnFor(parent.name), parent }));
  if (parts.length === 0 || parts.some(({ column }) => column === undefined)) return null;
  return {
    definitionId: id as DefinitionId,
    definitionName: name,
    key: parts.map(({ column = "", parent }) => ({ column, parent })),
  };
}

/**
 * Binds a lookup to the definition that fills its parent list. A foreign key of the catalog says which definition and which columns; without
 * one, the mapped column is taken for the parent's key, if that is a single column and the list has one definition only.
 */
export function bindLookup(lookup: LookupToBind, candidates: readonly ParentCandidate[]): LookupBinding {
  const { sourceColumn, targetColumn, isMultiple } = lookup;
  if (candidates.length === 0) {
    return refuse(
      `No sync fills the list that “${targetColumn}” looks up, so nobody knows which item a value stands for.`,
    );
  }
  const byKey = byForeignKey(lookup, candidates);
  const whole = byKey.flatMap(({ parent, foreignKey }) => {
    const source = bound(parent, (wanted) => foreignKey.parts.find((part) => part.parentColumn === wanted)?.column);
    return source && parent.keyStrategy !== "HASHED" ? [source] : [];
  });
  const [source, other] = whole;
  const parents = byKey.length > 0 ? byKey.map(({ parent }) => parent) : candidates;
  const [parent] = parents;
  if (!parent) return refuse(`No sync fills the list that “${targetColumn}” looks up.`);
  if (source && other && source.definitionId !== other.definitionId) return refuse(tooMany(targetColumn, parents));
  if (source) {
    if (source.key.length > 1 && isMultiple) return refuse(severalParts(parent, targetColumn));
    return { source, refusal: null };
  }
  if (new Set(parents.map(({ id }) => id)).size > 1) return refuse(tooMany(targetColumn, parents));
  if (parent.keyStrategy === "HASHED") {
    return refuse(`The sync “${parent.name}” knows its rows by a hash of their values, which nothing can refer to.`);
  }
  if (parent.key.length === 0) return refuse(`The sync “${parent.name}” has no key yet.`);
  if (parent.key.length > 1) return refuse(severalParts(parent, targetColumn));
  const [foreignKey] = byKey;
  if (foreignKey) {
    const referred = foreignKey.foreignKey.parts.map((part) => part.parentColumn);
    const own = parent.key.map(({ name }) => name);
    return refuse(
      `The foreign key refers to ${named(referred)}, but the sync “${parent.name}” knows its rows by ${named(own)}.`,
    );
  }
  const only = bound(parent, () => sourceColumn ?? "");
  return only ? { source: only, refusal: null } : refuse(`The sync “${parent.name}” has no key yet.`);
}

function tooMany(targetColumn: string, parents: readonly ParentCandidate[]): string {
  const names = [...new Set(parents.map(({ name }) => name))];
  return `Several syncs fill the list that “${targetColumn}” looks up (${named(names)}), and no foreign key says which of them is meant.`;
}

function severalParts(parent: ParentCandidate, targetColumn: string): string {
  const names = parent.key.map(({ name }) => name);
  return `The sync “${parent.name}” knows its rows by ${named(names)}: “${targetColumn}” needs a foreign key that names all of them, and takes one item.`;
}

const names = z.array(z.string());

/** The foreign keys among a table's constraints. Those whose parts are not known are left out. */
export function foreignKeysOf(
  constraints: readonly {
    readonly constraintType: string;
    readonly columns: Prisma.JsonValue;
    readonly referencedTable: string | null;
    readonly referencedColumns: Prisma.JsonValue;
  }[],
): readonly ForeignKey[] {
  return constraints.flatMap(({ constraintType, columns, referencedTable, referencedColumns }) => {
    if (constraintType !== "FOREIGN_KEY" || referencedTable === null || referencedColumns === null) return [];
    const [own, parent] = [names.parse(columns), names.parse(referencedColumns)];
    return [
      {
        parentTable: referencedTable,
        parts: own.map((column, index) => ({ column, parentColumn: parent[index] ?? "" })),
      },
    ];
  });
}

/** Definitions that fill lists of these GUIDs (lower case), by GUID. */
export async function parentsOfLists(
  client: Tx,
  listIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ParentCandidate[]>> {
  if (listIds.length === 0) return new Map();
  const ofLists: Prisma.SharepointListWhereInput = { listId: { in: [...listIds], mode: "insensitive" } };
  const definitions = await client.syncDefinition.findMany({
    where: { OR: [{ targetList: ofLists }, { targets: { some: { targetList: ofLists } } }] },
    include: {
      sourceTable: { select: { databaseId: true, schemaName: true, tableName: true } },
      targetList: { select: { listId: true } },
      targets: { select: { targetList: { select: { listId: true } } } },
      keyColumns: { include: { column: true }, orderBy: { ordinalPosition: "asc" } },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  const found = new Map<string, ParentCandidate[]>();
  for (const definition of definitions) {
    const { databaseId, schemaName, tableName } = definition.sourceTable;
    const candidate: ParentCandidate = {
      id: definition.id,
      name: definition.name,
      databaseId,
      table: `${schemaName}.${tableName}`,
      keyStrategy: definition.keyStrategy,
      key: definition.keyColumns.map(({ column }) => ({
        name: column.columnName,
        kind: column.valueKind as ValueKind,
      })),
    };
    const lists = [definition, ...definition.targets].map(({ targetList }) => targetList.listId.toLowerCase());
    for (const listId of new Set(lists)) {
      if (listIds.includes(listId)) found.set(listId, [...(found.get(listId) ?? []), candidate]);
    }
  }
  return found;
}
