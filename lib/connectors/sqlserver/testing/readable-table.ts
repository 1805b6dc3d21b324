import { type Answer, rows } from "./scripted-answer";
import type { ScriptedRequest } from "./scripted-server";
import type { Cell, ColumnType } from "./tds-tokens";

/** A table as the catalog tells it, and what the server says of itself, each fact overridable by a test. */
export interface ReadableTable {
  readonly schema: string;
  readonly name: string;
  /** `U` or `V`. */
  readonly type?: string;
  readonly rowCount?: number | null;
  /** `[name, nullable, type, max_length, precision, scale, collation]` as sys.columns has them. */
  readonly columns: readonly (readonly [string, boolean, string, number, number, number, string | null])[];
  /** Unique indexes: names of their key columns, `-` before one that descends. */
  readonly keys?: readonly (readonly string[])[];
  readonly isSnapshotAllowed?: boolean | null;
  readonly isReadCommittedVersioned?: boolean | null;
  readonly isMemoryOptimized?: boolean;
  readonly updateability?: string | null;
  /** Answer to statements that touch the rows. */
  readonly read: (request: ScriptedRequest) => Answer | Promise<Answer>;
  /** Asked first; null leaves the statement to this table. */
  readonly instead?: (sql: string) => Answer;
}

const flag = (value: boolean | null): Cell => (value === null ? null : Number(value));
const facts = (types: Readonly<Record<string, ColumnType>>, ...cells: readonly (readonly Cell[])[]): Answer =>
  rows(types, cells);

/** Answers what reading asks of the catalog and of the server (SQL Server documentation, "System catalog views"). */
export function answerAsReadable(table: ReadableTable): (request: ScriptedRequest) => Answer | Promise<Answer> {
  return (request) => table.instead?.(request.sql) ?? aboutServer(request.sql, table) ?? aboutTable(request, table);
}

function aboutServer(sql: string, table: ReadableTable): Answer {
  const { isSnapshotAllowed = true, isReadCommittedVersioned = false, updateability = "READ_WRITE" } = table;
  const text = (cell: Cell): Answer => facts({ fact: "nvarchar" }, [cell]);
  if (sql.includes("snapshot_isolation_state")) {
    return facts({ a: "int", b: "int" }, [flag(isSnapshotAllowed), flag(isReadCommittedVersioned)]);
  }
  if (sql.includes("SYSUTCDATETIME")) {
    return facts({ utc: "varchar", local: "varchar" }, ["2026-01-02T03:04:05.1234567", "2026-01-02T04:04:05.1234567"]);
  }
  if (sql.includes("'Updateability'")) return text(updateability);
  if (sql.includes("'Collation'")) return text("SQL_Latin1_General_CP1_CI_AS");
  if (sql.includes("service_broker_guid")) return text("0F8FAD5B-D9CB-469F-A165-70867728950E");
  if (sql.includes("recovery_fork_guid")) return facts({ id: "nvarchar" });
  if (sql.includes("@@DBTS")) return facts({ version: "varbinary" }, ["00000000000007d1"]);
  if (sql.includes("MIN_ACTIVE_ROWVERSION")) return facts({ version: "varbinary" }, ["00000000000007d2"]);
  if (sql.includes("'ProductVersion'")) return text("13.0.5026.0");
  if (sql.includes("'ProductMajorVersion'")) return text("13");
  if (sql.includes("'EngineEdition'")) return text("3");
  if (sql.includes("'Edition'")) return text("Standard Edition (64-bit)");
  if (sql.includes("USER_NAME()")) return text("sync");
  if (sql.includes("change_tracking_databases")) return text("0");
  if (sql.includes("HAS_PERMS_BY_NAME(NULL")) return facts({ n: "int" }, [0]);
  if (sql.includes("HAS_PERMS_BY_NAME(QUOTENAME")) return facts({ tables: "varchar", schemas: "varchar" }, ["1", "1"]);
  if (sql === "SELECT COUNT(*) FROM sys.objects") return facts({ n: "int" }, [100]);
  return null;
}

function aboutTable(request: ScriptedRequest, table: ReadableTable): Answer | Promise<Answer> {
  const { sql, parameters } = request;
  if (sql.includes("FROM sys.objects AS o")) {
    const isMeant = parameters.p1 === table.schema && parameters.p2 === table.name;
    return facts({ id: "varchar", type: "varchar" }, ...(isMeant ? [["4711", `${table.type ?? "U"} `]] : []));
  }
  if (sql.includes("FROM sys.columns AS c LEFT JOIN sys.types")) return columnsOf(table);
  if (sql.includes("FROM sys.indexes AS i")) return keysOf(table);
  if (sql.includes("SUM(rows)")) return facts({ n: "varchar" }, [String(table.rowCount ?? 0)]);
  if (sql.includes("is_memory_optimized")) return facts({ n: "int" }, [flag(table.isMemoryOptimized ?? false)]);
  return sql.includes(`[${table.name}]`) ? table.read(request) : null;
}

function columnsOf({ columns }: ReadableTable): Answer {
  const cells = columns.map(([name, isNullable, ...type]) => [name, Number(isNullable), ...type]);
  return rows(
    {
      name: "nvarchar",
      nullable: "int",
      type: "nvarchar",
      max_length: "smallint",
      precision: "tinyint",
      scale: "tinyint",
      collation: "nvarchar",
    },
    cells,
  );
}

function keysOf({ keys = [] }: ReadableTable): Answer {
  const cells = keys.flatMap((parts, index) =>
    parts.map((part) => [String(index + 1), part.replace(/^-/, ""), part.startsWith("-") ? 1 : 0]),
  );
  return rows({ index_id: "varchar", name: "nvarchar", descending: "int" }, cells);
}
