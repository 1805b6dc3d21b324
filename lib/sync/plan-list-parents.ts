import { db } from "@/lib/db/client";
import type { ValueKind } from "@/lib/engine/types";
import { targetOfColumn } from "./fields";
import { bindLookup, type ForeignKey, foreignKeysOf, type ParentCandidate } from "./lookup-sources";
import type { ParentToPlan } from "./plan-list";

/** Foreign keys of a database, from table to table. */
type References = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether one table refers to another, over any number of steps. */
export function leadsTo(references: References, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let table = open.pop(); table !== undefined; table = open.pop()) {
    for (const parent of references.get(table) ?? []) {
      if (parent === to) return true;
      if (!seen.has(parent)) {
        seen.add(parent);
        open.push(parent);
      }
    }
  }
  return false;
}

interface ParentSync {
  readonly candidate: ParentCandidate;
  readonly list: {
    readonly listId: string;
    readonly listName: string;
    readonly siteRowId: string;
    readonly siteName: string;
    readonly shownColumn: string;
  };
}

/** Definitions over tables of a database, each with the list it fills. */
async function parentSyncs(databaseId: string, tables: readonly string[]): Promise<readonly ParentSync[]> {
  const found = await db().syncDefinition.findMany({
    where: { sourceTable: { databaseId } },
    include: {
      sourceTable: { select: { schemaName: true, tableName: true } },
      targetList: { include: { site: true } },
      keyColumns: { include: { column: true }, orderBy: { ordinalPosition: "asc" } },
      fieldMappings: { include: { targetColumn: true }, orderBy: { targetColumnName: "asc" } },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return found.flatMap((definition) => {
    const { id, name, keyStrategy, sourceTable, targetList, keyColumns, fieldMappings } = definition;
    const table = `${sourceTable.schemaName}.${sourceTable.tableName}`;
    if (!tables.includes(table) || targetList.vanishedAt !== null) return [];
    const key = keyColumns.map(({ column }) => ({ name: column.columnName, kind: column.valueKind as ValueKind }));
    const texts = fieldMappings.filter(({ targetColumn }) => targetOfColumn(targetColumn).type === "text");
    const shown = texts.find(({ targetColumnName }) => targetColumnName === "Title") ?? texts[0];
    const { site } = targetList;
    const list = {
      listId: targetList.listId,
      listName: targetList.displayName,
      siteRowId: site.id,
      siteName: site.displayName ?? site.webUrl,
      shownColumn: shown?.targetColumnName ?? "Title",
    };
    return [{ candidate: { id, name, databaseId, table, keyStrategy, key }, list }];
  });
}

async function referencesOf(databaseId: string): Promise<References> {
  const rows = await db().tableConstraint.findMany({
    where: { constraintType: "FOREIGN_KEY", table: { databaseId } },
    select: { referencedTable: true, table: { select: { schemaName: true, tableName: true } } },
  });
  const references = new Map<string, Set<string>>();
  for (const { referencedTable, table } of rows) {
    if (referencedTable === null) continue;
    const from = `${table.schemaName}.${table.tableName}`;
    references.set(from, (references.get(from) ?? new Set()).add(referencedTable));
  }
  return references;
}

function missing(table: string, parentTable: string, references: References): string {
  if (parentTable === table) {
    return `Refers to rows of its own table: add the lookup when the list and its sync are there.`;
  }
  if (leadsTo(references, parentTable, table)) {
    return `“${parentTable}” refers back to this table: make one of the two lists first, and add the lookup to it afterwards.`;
  }
  return `Refers to “${parentTable}”, which no sync brings into a list yet: with its list first, this could be a lookup.`;
}

interface ChildTable {
  readonly id: string;
  readonly databaseId: string;
  readonly schemaName: string;
  readonly tableName: string;
}

/**
 * What each column of a table refers to, by its name: the list of the parent table where a definition fills one in the same site (any site while
 * none is chosen), or why no lookup can be made.
 */
export async function parentsOf(
  { id, databaseId, schemaName, tableName }: ChildTable,
  siteRowId: string | undefined,
): Promise<ReadonlyMap<string, ParentToPlan>> {
  const foreignKeys = foreignKeysOf(await db().tableConstraint.findMany({ where: { tableId: id } }));
  if (foreignKeys.length === 0) return new Map();
  const [syncs, references] = await Promise.all([
    parentSyncs(
      databaseId,
      foreignKeys.map(({ parentTable }) => parentTable),
    ),
    referencesOf(databaseId),
  ]);
  const table = `${schemaName}.${tableName}`;
  const columns = new Set(foreignKeys.flatMap(({ parts }) => parts.map(({ column }) => column)));
  return new Map(
    [...columns].map((column) => [
      column,
      parentOf(column, { databaseId, table, foreignKeys, syncs, references, siteRowId }),
    ]),
  );
}

function parentOf(
  column: string,
  known: {
    readonly databaseId: string;
    readonly table: string;
    readonly foreignKeys: readonly ForeignKey[];
    readonly syncs: readonly ParentSync[];
    readonly references: References;
    readonly siteRowId: string | undefined;
  },
): ParentToPlan {
  const own = known.foreignKeys.filter(({ parts }) => parts.some((part) => part.column === column));
  // A key of one column refers to a parent more plainly than one that it is only a part of.
  const [foreignKey] = own.toSorted((left, right) => left.parts.length - right.parts.length);
  const parentTable = foreignKey?.parentTable ?? "";
  const syncs = known.syncs.filter(({ candidate }) => candidate.table === parentTable);
  const near = syncs.filter(({ list }) => known.siteRowId === undefined || list.siteRowId === known.siteRowId);
  const refuse = (refusal: string): ParentToPlan => ({ table: parentTable, list: null, refusal });
  const [sync] = near;
  if (!sync) {
    const [far] = syncs;
    if (!far) return refuse(missing(known.table, parentTable, known.references));
    return refuse(
      `The list of “${parentTable}” stands in the site “${far.list.siteName}”; a lookup works within one site only.`,
    );
  }
  const lookup = {
    sourceColumn: column,
    targetColumn: column,
    isMultiple: false,
    databaseId: known.databaseId,
    foreignKeys: known.foreignKeys,
  };
  const { refusal } = bindLookup(lookup, [sync.candidate]);
  if (refusal !== null) return refuse(`Cannot become a lookup into “${sync.list.listName}”. ${refusal}`);
  const { listId, listName, shownColumn } = sync.list;
  return { table: parentTable, list: { listId, listName, shownColumn }, refusal: null };
}
