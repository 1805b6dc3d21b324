import { z } from "zod";
import type {
  Finding,
  IntrospectedColumn,
  IntrospectedIndex,
  IntrospectedTable,
  IntrospectOptions,
  TableVariety,
} from "@/lib/connectors/connector";
import { type CatalogColumn, columnsByObject } from "./catalog-columns";
import { type CatalogIndex, constraintsOf, indexesOf } from "./catalog-definitions";
import { flagCell, isRefused, loadFacts, refusalOf, type TableFacts } from "./catalog-facts";
import { type Feature, featuresQuery, tablesQuery } from "./catalog-queries";
import type { SqlServerPool } from "./client";
import type { SqlServerConfig } from "./config";
import type { Session } from "./session";

/** Tables whose facts are held at a time: bounds the memory, and is more than nearly every database has. */
const tablesABatch = 5_000;

/**
 * All tables and views whose rows the login may select, in order of their object ids, streamed: fourteen statements for each
 * 5,000 tables. A login without VIEW DEFINITION sees only objects it has a right on (SQL Server documentation, "Metadata visibility
 * configuration"); what is known to exist beyond that is told to `onHidden`.
 * @throws SyncError by error number, or the signal's reason
 */
export async function* introspectDatabase(
  pool: SqlServerPool,
  config: SqlServerConfig,
  { signal, onHidden = () => undefined }: IntrospectOptions = {},
): AsyncGenerator<IntrospectedTable> {
  const session = await pool.open(signal);
  const hidden: Hidden = { tables: 0, columns: 0, definitions: 0 };
  try {
    const features = await loadFeatures(session);
    const tables = await loadTables(session, config, features);
    for (let from = 0; from < tables.length; from += tablesABatch) {
      const batch = tables.slice(from, from + tablesABatch);
      const ids = batch.map(({ objectId }) => objectId);
      const facts = await loadFacts(session, ids, onHidden);
      const byId = new Map(batch.map((table) => [table.objectId, table]));
      for await (const [objectId, columns] of columnsByObject(session, features, ids)) {
        const table = byId.get(objectId);
        const known = facts.get(objectId);
        if (!table || !known) continue;
        const readable = columns.filter(({ columnId }) => !known.unreadable.has(columnId));
        hidden.definitions += countHidden(known);
        if (readable.length === 0) {
          hidden.tables += 1;
          continue;
        }
        hidden.columns += columns.length - readable.length;
        yield tableFrom(table, readable, known);
      }
    }
  } finally {
    await session.end();
  }
  for (const finding of hiddenFindings(hidden, config.user)) onHidden(finding);
}

interface Hidden {
  tables: number;
  columns: number;
  definitions: number;
}

/** What is known to exist beyond what is cataloged, and what to do if it is wanted. */
function hiddenFindings({ tables, columns, definitions }: Hidden, user: string): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (id: string, title: string, remedy: string) => findings.push({ id, level: "info", title, remedy });
  if (tables > 0) {
    const what = tables === 1 ? "table or view" : "tables and views";
    const title = `${tables} ${what} may not be read by the user and will not be cataloged.`;
    add("hidden-tables", title, `Grant SELECT on them, or on their schema, to ${user}, if they are wanted.`);
  }
  if (columns > 0) {
    const what = columns === 1 ? "column" : "columns";
    const title = `${columns} ${what} of tables that can be read only in part will not be cataloged.`;
    add("hidden-columns", title, `Grant SELECT on the whole table to ${user}, if they are wanted.`);
  }
  if (definitions > 0) {
    const title = `The expressions of ${definitions} defaults, checks or computed columns may not be seen by the user.`;
    add("hidden-definitions", title, `Grant VIEW DEFINITION on the database to ${user}, if they are wanted.`);
  }
  return findings;
}

const featureSchema = z.tuple([z.string()]).transform(([name]) => name as Feature);

/** What the catalog of this server has beyond the oldest; nothing where it does not tell. */
async function loadFeatures(session: Session): Promise<ReadonlySet<Feature>> {
  const features = new Set<Feature>();
  await refusalOf(async () => {
    for (const row of await session.query(featuresQuery)) features.add(featureSchema.parse(row));
  });
  return features;
}

interface CatalogTable {
  readonly objectId: number;
  readonly schema: string;
  readonly name: string;
  readonly isView: boolean;
  readonly isTemporal: boolean;
  readonly isExternal: boolean;
}

const tableSchema = z
  .tuple([z.coerce.number(), z.string(), z.string(), z.string(), z.string().nullable(), flagCell.nullable()])
  .transform(
    ([objectId, schema, name, type, temporalType, isExternal]): CatalogTable => ({
      objectId,
      schema,
      name,
      isView: type === "V",
      // 1 is a history table, which is a table like any other to a reader.
      isTemporal: temporalType === "2",
      isExternal: isExternal === true,
    }),
  );

async function loadTables(
  session: Session,
  config: SqlServerConfig,
  features: ReadonlySet<Feature>,
): Promise<readonly CatalogTable[]> {
  const load = async (known: ReadonlySet<Feature>) => {
    const { text, values } = tablesQuery(config, known);
    return (await session.query(text, values)).map((row) => tableSchema.parse(row));
  };
  try {
    return await load(features);
  } catch (error) {
    // The catalog may announce what its views refuse.
    if (features.size === 0 || !isRefused(error)) throw error;
    return load(new Set());
  }
}

function tableFrom(table: CatalogTable, columns: readonly CatalogColumn[], facts: TableFacts): IntrospectedTable {
  const indexes = indexesOf(table, facts);
  const isEstimated = !table.isExternal && (!table.isView || indexes.length > 0);
  return {
    schema: table.schema,
    name: table.name,
    type: table.isView ? "VIEW" : "BASE",
    variety: varietyOf(table, facts, indexes),
    rowEstimate: isEstimated ? facts.rowEstimate : null,
    sizeBytes: isEstimated ? facts.sizeBytes : null,
    comment: facts.comments.get(0) ?? null,
    columns: columns.map((column) => finishColumn(column, facts, indexes)),
    constraints: constraintsOf(facts, indexes),
    indexes: indexes.map(({ isPrimaryKey: _key, isUniqueConstraint: _unique, ...index }): IntrospectedIndex => index),
  };
}

function varietyOf(table: CatalogTable, facts: TableFacts, indexes: readonly CatalogIndex[]): TableVariety {
  // The rows of a view with a clustered index are stored.
  if (table.isView) return indexes.some(({ method }) => method === "clustered") ? "materialized-view" : "view";
  if (table.isExternal) return "foreign-table";
  if (table.isTemporal) return "temporal-table";
  return facts.isPartitioned ? "partitioned-table" : "table";
}

function finishColumn(
  { columnId, aliasType, ...column }: CatalogColumn,
  facts: TableFacts,
  indexes: readonly CatalogIndex[],
): IntrospectedColumn {
  const { name } = column;
  return {
    ...column,
    defaultValue: column.defaultValue ?? facts.expressions.get(columnId) ?? null,
    // A name that somebody gave the type says more than nothing.
    comment: facts.comments.get(columnId) ?? (aliasType === null ? null : `Declared as ${aliasType}.`),
    isPrimaryKey: indexes.some((index) => index.isPrimaryKey && index.columns.includes(name)),
    isUnique: indexes.some(
      (index) => index.isUnique && index.isWhole && index.columns.length === 1 && index.columns[0] === name,
    ),
  };
}

/** Expressions that exist and are not told: the login has no VIEW DEFINITION on the table. */
function countHidden(facts: TableFacts): number {
  const expressions = [...facts.expressions.values()].filter((definition) => definition === null).length;
  return expressions + facts.checks.filter(([, , , definition]) => definition === null).length;
}
