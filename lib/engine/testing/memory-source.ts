import type { SourcePort, SourceSnapshot } from "../ports";
import type { SourceColumn, SourceRow, SourceValue } from "../types";

/** A table in memory; a snapshot is a copy. */
export class MemorySource implements SourcePort {
  rows: Record<string, SourceValue>[] = [];

  constructor(
    private readonly columns: readonly SourceColumn[],
    private readonly pageSize = 3,
    private readonly keyColumns: readonly string[] = ["id"],
  ) {}

  /** Whether its readings meet all rows. */
  isComplete = true;
  isSnapshot = true;
  isPrimary = true;
  /** Rows that only the primary holds yet: a reading of another instance does not meet them. */
  onPrimaryOnly: Record<string, SourceValue>[] = [];

  async lookUp(
    keys: readonly (readonly string[])[],
    _signal?: AbortSignal,
    columns: readonly string[] = this.keyColumns,
  ): Promise<readonly SourceRow[]> {
    const wanted = new Set(keys.map((key) => JSON.stringify(key)));
    const valuesOf = (row: Record<string, SourceValue>, names: readonly string[]) =>
      names.map((name) => row[name] ?? null);
    return [...this.rows, ...this.onPrimaryOnly]
      .filter((row) => wanted.has(JSON.stringify(valuesOf(row, this.keyColumns))))
      .map((row) => valuesOf(row, columns));
  }

  async open(names: readonly string[]): Promise<SourceSnapshot> {
    const columns = names.flatMap((name) => this.columns.filter((column) => column.name === name));
    const rows: SourceRow[] = this.rows.map((row) => columns.map((column) => row[column.name] ?? null));
    const { pageSize } = this;
    return {
      columns,
      rowsExpected: rows.length,
      freshnessToken: null,
      takenAt: "2026-01-01T00:00:00Z",
      isComplete: this.isComplete,
      isSnapshot: this.isSnapshot,
      isPrimary: this.isPrimary,
      isStale: false,
      position: () => null,
      rowsAhead: () => 0,
      lookUp: async () => [],
      async *pages() {
        for (let start = 0; start < rows.length; start += pageSize) yield rows.slice(start, start + pageSize);
      },
      close: async () => undefined,
    };
  }
}
