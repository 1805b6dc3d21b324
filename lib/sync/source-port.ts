import type { SourceConnection, TableReading } from "@/lib/connectors/connector";
import type { SourcePort, SourceSnapshot } from "@/lib/engine/ports";
import type { SourceRow } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import { isKeyUnique } from "./key-problems";
import type { SourceCursors } from "./load-cursors";
import { pagingKey, type StoredDefinition } from "./load-definition";
import { compareFreshness, mayFailOver, openSource, usableInstances } from "./open-source";
import { planReading, type ReadingPlan } from "./reading-plan";
import type { NewEvent } from "./run-events";
import { readingEvent, staleEvent } from "./source-events";
import { stalenessOf } from "./staleness";

/** Rows a page: large enough that a statement's overhead vanishes. */
const mostRows = 1_000;
/** Cells a page: small enough that a page of a table with hundreds of columns stays within some megabytes. */
const mostCells = 60_000;

const pageSizeOf = (columns: number) => Math.max(1, Math.min(mostRows, Math.floor(mostCells / columns)));

/** What a server says of a cursor column that is gone or holds another type since the last introspection. */
const cursorLost: ReadonlySet<string> = new Set(["cursor-unsupported", "source-object-missing"]);

type Instance = StoredDefinition["sources"][number]["databaseInstance"];

interface Listeners {
  readonly tell: (event: NewEvent) => Promise<void>;
  /** Which instance is read, and what its position will be a value of. */
  readonly onOpen: (opened: { readonly instanceId: string; readonly cursorColumn: string | null }) => void;
}

/** Opens the definition's table on the best instance that answers: by that instance's own cursor, or whole. */
export class InstanceSource implements SourcePort {
  constructor(
    private readonly stored: StoredDefinition,
    private readonly cursors: SourceCursors,
    private readonly listeners: Listeners,
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
        return await this.read(instance, columns, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SyncError) || !mayFailOver.has(error.code)) throw error;
        last = error;
        await this.listeners.tell({
          severity: "WARN",
          type: "instance-failed",
          message: `Instance “${instance.instanceLabel}” cannot be read: ${error.message}`,
        });
      }
    }
    throw last;
  }

  async lookUp(
    keys: readonly (readonly string[])[],
    signal: AbortSignal,
    columns: readonly string[] = this.keyColumns(),
  ): Promise<readonly SourceRow[]> {
    const primary = this.primary();
    if (!primary) {
      throw new SyncError("no-primary", { trait: "transient" });
    }
    const { sourceTable } = this.stored;
    const connection = await openSource(primary, sourceTable.database, { signal });
    try {
      return await connection.lookUp({ table: this.table(), columns, keyColumns: this.keyColumns(), keys }, signal);
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

  /** The one instance whose word counts on rows that a reading did not meet. */
  private primary() {
    return this.instances().find((instance) => instance.role === "PRIMARY");
  }

  private table() {
    const { schemaName: schema, tableName: name } = this.stored.sourceTable;
    return { schema, name };
  }

  private keyColumns(): readonly string[] {
    return this.stored.keyColumns.map((key) => key.column.columnName);
  }

  private async read(instance: Instance, columns: readonly string[], signal: AbortSignal): Promise<SourceSnapshot> {
    const connection = await openSource(instance, this.stored.sourceTable.database, { signal });
    try {
      const wanted = planReading(
        { ...this.stored, hasUniqueKey: isKeyUnique(this.stored) },
        this.cursors.byInstance.get(instance.id) ?? null,
        this.cursors.now,
      );
      const { plan, reading } = await this.begin(connection, wanted, columns, signal);
      this.listeners.onOpen({ instanceId: instance.id, cursorColumn: plan.column });
      const event = readingEvent(plan, instance.instanceLabel);
      if (event) await this.listeners.tell(event);
      const isStale = await this.isStale(instance, reading);
      const lookUp = (keys: readonly (readonly string[])[]) =>
        connection.lookUp({ table: this.table(), columns, keyColumns: this.keyColumns(), keys }, signal);
      const isComplete = !isStale && (plan.since === null || plan.since.position === null);
      const isPrimary = instance.id === this.primary()?.id;
      return snapshotOf(reading, connection, { isComplete, isPrimary, isStale, lookUp });
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** A column that the server does not take as a cursor any more, e.g. since its type was changed, is no reason to stand still. */
  private async begin(
    connection: SourceConnection,
    plan: ReadingPlan,
    columns: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly plan: ReadingPlan; readonly reading: TableReading }> {
    const pageSize = pageSizeOf(columns.length);
    const request = { table: this.table(), columns, keyColumns: pagingKey(this.stored), pageSize };
    if (plan.since === null) return { plan, reading: await connection.read(request, signal) };
    try {
      return { plan, reading: await connection.read({ ...request, since: plan.since }, signal) };
    } catch (error) {
      if (!(error instanceof SyncError) || !cursorLost.has(error.code)) throw error;
      const whole = { since: null, column: null, reason: "column-gone" } as const;
      return { plan: whole, reading: await connection.read(request, signal) };
    }
  }

  private async isStale(instance: Instance, reading: TableReading): Promise<boolean> {
    const { freshnessToken, freshInstanceId, sourceTable } = this.stored;
    const staleness = stalenessOf(
      { token: reading.freshnessToken, instanceId: instance.id },
      { token: freshnessToken, instanceId: freshInstanceId },
      (token, other) => compareFreshness(sourceTable.database.dbType, token, other),
    );
    if (staleness === "fresh") return false;
    await this.listeners.tell(staleEvent(staleness, instance.instanceLabel));
    return true;
  }
}

function snapshotOf(
  reading: TableReading,
  connection: SourceConnection,
  of: Pick<SourceSnapshot, "isComplete" | "isPrimary" | "isStale" | "lookUp">,
): SourceSnapshot {
  const { columns, rowsExpected, freshnessToken, isSnapshot, takenAt } = reading;
  return {
    columns,
    // The store's estimate is of the whole table.
    rowsExpected: of.isComplete ? rowsExpected : null,
    freshnessToken,
    takenAt,
    isSnapshot,
    ...of,
    pages: () => reading.pages(),
    position: () => reading.position(),
    rowsAhead: () => reading.rowsAhead(),
    async close() {
      try {
        await reading.close();
      } finally {
        await connection.close();
      }
    },
  };
}
