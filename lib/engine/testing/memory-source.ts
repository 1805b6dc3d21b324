import type { SourcePort, SourceSnapshot } from "../ports";
import type { SourceColumn, SourceRow, SourceValue } from "../types";

/** A table in memory; a snapshot is a copy. */
export class MemorySource implements SourcePort {
  rows: Record<string, SourceValue>[] = [];

  constructor(
    private readonly columns: readonly SourceColumn[],
    private readonly pageSize = 3,
  ) {}

  async open(names: readonly string[]): Promise<SourceSnapshot> {
    const columns = names.flatMap((name) => this.columns.filter((column) => column.name === name));
    const rows: SourceRow[] = this.rows.map((row) => columns.map((column) => row[column.name] ?? null));
    const { pageSize } = this;
    return {
      columns,
      rowsExpected: rows.length,
      freshnessToken: null,
      takenAt: "2026-01-01T00:00:00Z",
      async *pages() {
        for (let start = 0; start < rows.length; start += pageSize) yield rows.slice(start, start + pageSize);
      },
      close: async () => undefined,
    };
  }
}
