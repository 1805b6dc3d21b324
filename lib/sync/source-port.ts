import type { SourceConnection, TableReading } from "@/lib/connectors/connector";
import type { SourcePort, SourceSnapshot } from "@/lib/engine/ports";
import type { SourceRow } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import { pagingKey, type StoredDefinition } from "./load-definition";
import { mayFailOver, openSource, usableInstances } from "./open-source";
import type { NewEvent } from "./run-events";

/** Rows a page: large enough that a statement's overhead vanishes. */
const mostRows = 1_000;
/** Cells a page: small enough that a page of a table with hundreds of columns stays within some megabytes. */
const mostCells = 60_000;

const pageSizeOf = (columns: number) => Math.max(1, Math.min(mostRows, Math.floor(mostCells / columns)));

/** Opens the definition's table on the best instance that answers. */
export class InstanceSource implements SourcePort {
  constructor(
    private readonly stored: StoredDefinition,
    private readonly tell: (event: NewEvent) => Promise<void>,
    private readonly onOpen: (instanceId: string) => void,
  ) {}

  async open(columns: readonly string[], signal: AbortSignal): Promise<SourceSnapshot> {
    const instances = this.instances();
    if (instances.length === 0) {
      throw new SyncError("no-instance", {
        trait: "halt",
        message: "Every instance of this definition is disabled or outside its validity.",
      });
    }
    let last: unknown;
    for (const instance of instances) {
      try {
        const snapshot = await this.read(instance, columns, signal);
        this.onOpen(instance.id);
        return snapshot;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SyncError) || !mayFailOver.has(error.code)) throw error;
        last = error;
        await this.tell({
          severity: "WARN",
          type: "instance-failed",
          message: `Instance “${instance.instanceLabel}” cannot be read: ${error.message}`,
        });
      }
    }
    throw last;
  }

  async lookUp(keys: readonly (readonly string[])[], signal: AbortSignal): Promise<readonly SourceRow[]> {
    const primary = this.instances().find((instance) => instance.role === "PRIMARY");
    if (!primary) {
      throw new SyncError("no-primary", { trait: "transient" });
    }
    const { sourceTable } = this.stored;
    const connection = await openSource(primary, sourceTable.database, { signal });
    try {
      const table = { schema: sourceTable.schemaName, name: sourceTable.tableName };
      const keyColumns = this.stored.keyColumns.map((key) => key.column.columnName);
      return await connection.lookUp({ table, columns: keyColumns, keyColumns, keys }, signal);
    } finally {
      await connection.close();
    }
  }

  /** Enabled sources on usable instances: the definition's own order first, the instances' where it says nothing. */
  private instances() {
    const sources = this.stored.sources.toSorted((a, b) =>
      a.role === b.role ? a.priority - b.priority : a.role === "PRIMARY" ? -1 : 1,
    );
    return usableInstances(
      sources.map((source) => ({ ...source.databaseInstance, role: source.role, priority: source.priority })),
      new Date(),
    );
  }

  private async read(
    instance: StoredDefinition["sources"][number]["databaseInstance"],
    columns: readonly string[],
    signal: AbortSignal,
  ): Promise<SourceSnapshot> {
    const { sourceTable } = this.stored;
    const connection = await openSource(instance, sourceTable.database, { signal });
    try {
      const table = { schema: sourceTable.schemaName, name: sourceTable.tableName };
      const pageSize = pageSizeOf(columns.length);
      const reading = await connection.read({ table, columns, keyColumns: pagingKey(this.stored), pageSize }, signal);
      return snapshotOf(reading, connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
}

function snapshotOf(reading: TableReading, connection: SourceConnection): SourceSnapshot {
  const { columns, rowsExpected, freshnessToken, takenAt } = reading;
  return {
    columns,
    rowsExpected,
    freshnessToken,
    takenAt,
    isComplete: true,
    pages: () => reading.pages(),
    async close() {
      try {
        await reading.close();
      } finally {
        await connection.close();
      }
    },
  };
}
