import { z } from "zod";
import type { Finding, IntrospectedTable, IntrospectOptions, TableVariety } from "@/lib/connectors/connector";
import { type CatalogColumn, columnFromRow } from "./catalog-column";
import {
  type CatalogChecks,
  checksFromRows,
  foreignKeysFromRows,
  indexesFromRows,
  keyConstraints,
} from "./catalog-keys";
import {
  checksQuery,
  columnsQuery,
  foreignKeyRulesQuery,
  foreignKeysQuery,
  indexesQuery,
  tablesQuery,
  wholeDatabaseQuery,
} from "./catalog-queries";
import type { MysqlPool } from "./client";
import type { MysqlConfig } from "./config";
import { chooseSchemas } from "./schemas";
import type { Session } from "./session";

/** Columns fetched at a time. */
const batchSize = 500;

/**
 * All tables and views the user may read, database by database in order of their names: seven statements for each database at most, whatever the
 * number of tables. Columns are streamed; names, keys and rules of one database are held. Tables and columns without SELECT are absent.
 * @throws SyncError by driver code, or the signal's reason
 */
export async function* introspectDatabase(
  pool: MysqlPool,
  config: MysqlConfig,
  { signal, onHidden }: IntrospectOptions,
): AsyncGenerator<IntrospectedTable> {
  const session = await pool.open(signal);
  try {
    await session.setUp("read", 0);
    const { schemas, unseen } = await chooseSchemas(session, config);
    for (const name of unseen) onHidden?.(unseenSchema(name, config.user));
    for (const schema of schemas) yield* introspectSchema(session, schema, onHidden);
  } finally {
    await session.end();
  }
}

/** What is known of a database before its columns are read. */
interface Surroundings {
  readonly tables: ReadonlyMap<string, TableFacts>;
  readonly indexes: ReturnType<typeof indexesFromRows>;
  readonly foreignKeys: ReturnType<typeof foreignKeysFromRows>;
  readonly checks: CatalogChecks;
}

async function* introspectSchema(
  session: Session,
  schema: string,
  onHidden: IntrospectOptions["onHidden"],
): AsyncGenerator<IntrospectedTable> {
  const { version } = session;
  const tables = new Map(
    (await session.query(tablesQuery, [schema])).map((row) => {
      const facts = factsFromRow(row);
      return [facts.name, facts] as const;
    }),
  );
  const surroundings: Surroundings = {
    tables,
    indexes: indexesFromRows(await session.query(indexesQuery(version), [schema])),
    foreignKeys: foreignKeysFromRows(
      await session.query(foreignKeysQuery, [schema]),
      await session.query(foreignKeyRulesQuery, [schema]),
    ),
    checks: checksFromRows(await session.query(checksQuery(version), [schema])),
  };
  const hidden = { closed: 0, partlyClosed: 0, rules: await hidesRules(session, schema, surroundings) };
  for await (const columns of columnsByTable(session, schema, surroundings.checks)) {
    const name = columns[0]?.table ?? "";
    const facts = tables.get(name);
    if (!facts) continue;
    const readable = columns.filter(({ mayBeRead }) => mayBeRead);
    if (readable.length === 0) hidden.closed++;
    else if (readable.length < columns.length) hidden.partlyClosed++;
    if (readable.length > 0) yield tableFrom(schema, facts, readable, surroundings);
  }
  if (onHidden) for (const finding of hiddenFindings(schema, hidden)) onHidden(finding);
}

async function hidesRules(session: Session, schema: string, { checks }: Surroundings): Promise<boolean> {
  if (!session.version.isMariaDb || !checks.isEmpty) return false;
  return (await session.query(wholeDatabaseQuery, [schema])).length === 0;
}

/** Streams the columns of a database, those of one table together. */
async function* columnsByTable(
  session: Session,
  schema: string,
  checks: CatalogChecks,
): AsyncGenerator<readonly CatalogColumn[]> {
  let together: CatalogColumn[] = [];
  for await (const rows of session.stream(columnsQuery, [schema], batchSize)) {
    for (const row of rows) {
      const column = columnFromRow(row, session.version.isMariaDb, checks.isJson);
      if (together[0] && together[0].table !== column.table) {
        yield together;
        together = [];
      }
      together.push(column);
    }
  }
  if (together.length > 0) yield together;
}

interface TableFacts {
  readonly name: string;
  readonly type: "BASE" | "VIEW";
  readonly variety: TableVariety;
  readonly rowEstimate: number | null;
  readonly sizeBytes: number | null;
  readonly comment: string | null;
}

const number = z.coerce.number().nullable();
const text = z.string().nullable();
const tableRowSchema = z.tuple([z.string(), z.string(), text, number, number, text, text]);

/** Engines whose rows lie on another server or in files of their own. */
const foreignEngines = new Set(["FEDERATED", "CONNECT", "SPIDER", "CSV", "S3"]);

function factsFromRow(row: unknown): TableFacts {
  const [name, type, engine, rows, bytes, options, comment] = tableRowSchema.parse(row);
  const isView = type === "VIEW";
  return {
    name,
    type: isView ? "VIEW" : "BASE",
    variety: isView ? "view" : varietyOf(type, engine, options),
    rowEstimate: isView ? null : rows,
    sizeBytes: isView ? null : bytes,
    comment: isView || comment === "" ? null : comment,
  };
}

function varietyOf(type: string, engine: string | null, options: string | null): TableVariety {
  if (type === "SYSTEM VERSIONED") return "temporal-table";
  if (options?.toLowerCase().includes("partitioned")) return "partitioned-table";
  return foreignEngines.has(engine?.toUpperCase() ?? "") ? "foreign-table" : "table";
}

function tableFrom(
  schema: string,
  facts: TableFacts,
  columns: readonly CatalogColumn[],
  { indexes: allIndexes, foreignKeys, checks }: Surroundings,
): IntrospectedTable {
  const indexes = allIndexes.get(facts.name) ?? [];
  const primary = indexes.find(({ name }) => name === "PRIMARY")?.columns ?? [];
  const names = columns.map(({ column }) => column.name);
  return {
    schema,
    ...facts,
    columns: columns.map(({ column }) => ({
      ...column,
      isPrimaryKey: primary.includes(column.name),
      isUnique: indexes.some(
        (index) => index.isUnique && index.isWhole && index.columns.length === 1 && index.columns[0] === column.name,
      ),
    })),
    constraints: [...keyConstraints(indexes), ...(foreignKeys.get(facts.name) ?? []), ...checks.of(facts.name, names)],
    indexes,
  };
}

function unseenSchema(name: string, user: string): Finding {
  return {
    id: "hidden-schemas",
    level: "warning",
    title: `The database ${name} does not exist, or the user ${user} has no right in it.`,
    remedy: "Check its spelling, or grant SELECT on its tables to the user.",
  };
}

function hiddenFindings(
  schema: string,
  { closed, partlyClosed, rules }: { closed: number; partlyClosed: number; rules: boolean },
): readonly Finding[] {
  const findings: Finding[] = [];
  const tables = (count: number) => (count === 1 ? "1 table" : `${count} tables`);
  if (closed > 0) {
    findings.push({
      id: "hidden-tables",
      level: "info",
      title: `${tables(closed)} of ${schema} may not be read and will not be cataloged.`,
      remedy: "Grant SELECT to the user if their rows are wanted. Tables without any right are not even visible.",
    });
  }
  if (partlyClosed > 0) {
    findings.push({
      id: "hidden-columns",
      level: "info",
      title: `${tables(partlyClosed)} of ${schema} have columns that may not be read; these columns will not be cataloged.`,
      remedy: "Grant SELECT on the whole table to the user if they are wanted.",
    });
  }
  if (rules) {
    findings.push({
      id: "hidden-rules",
      level: "info",
      title: `MariaDB shows the check constraints of ${schema} only to users with a right on the whole database: they are not cataloged, and JSON columns appear as text.`,
      remedy: "Grant SELECT on the whole database to the user if they are wanted.",
    });
  }
  return findings;
}
