import { describe, expect, it } from "vitest";
import type { CursorCase } from "./fixture";
import { type Harness, never } from "./harness";

interface SinceRead {
  /** The numbers of the rows, in order. */
  readonly numbers: readonly number[];
  readonly position: string | null;
  /** What `position()` said before the last page had been asked for. */
  readonly early: readonly (string | null)[];
  readonly rowsAhead: number;
}

/** Incremental reading: late, equal, missing and future values lose no row (sync-semantics section 6). */
export function describeSince<Config>(harness: Harness<Config>): void {
  const { dialect } = harness;

  const readSince = async (name: string, position: string | null, pageSize = 100): Promise<SinceRead> => {
    const reading = await harness.connection.read(
      { table: harness.refTo(name), columns: ["n"], keyColumns: ["n"], pageSize, since: { column: "at", position } },
      never,
    );
    try {
      const numbers: number[] = [];
      const early = [reading.position()];
      const pages = reading.pages()[Symbol.asyncIterator]();
      for (let next = await pages.next(); !next.done; next = await pages.next()) {
        for (const [n] of next.value) numbers.push(Number(n));
        if (next.value.length === pageSize) early.push(reading.position());
      }
      const rowsAhead = reading.rowsAhead();
      return { numbers: numbers.toSorted((a, b) => a - b), position: reading.position(), early, rowsAhead };
    } finally {
      await reading.close();
    }
  };

  const make = async (name: string, type: string, rows: readonly string[]): Promise<void> => {
    await harness.createTable(name, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `at ${type}`]);
    for (const [index, at] of rows.entries()) await add(name, index + 1, at);
  };
  const add = (name: string, n: number, at: string): Promise<void> => harness.server.execute(insertion(name, n, at));
  const insertion = (name: string, n: number, at: string): string =>
    `INSERT INTO ${harness.quoted(name)} (n, at) VALUES (${n}, ${at})`;

  describe("reading since", () => {
    const cases = dialect.cursors.map((cursor, index): CursorCase & { name: string } => ({
      ...cursor,
      name: `since_${index}`,
    }));

    it.each(cases)("reads rows at or after the position and those without a value: $type", async (cursor) => {
      const { name } = cursor;
      await make(name, cursor.type, [cursor.of("10"), cursor.of("20"), "NULL", cursor.of("40")]);
      const first = await readSince(name, null, 2);
      expect(first.numbers).toEqual([1, 2, 3, 4]);
      expect(first.early.slice(0, 2)).toEqual([null, null]);
      expect(first.position).toMatch(/^202\d-\d\d-\d\d/);
      const second = await readSince(name, first.position);
      expect(second.numbers).toEqual([3, 4]);
      await add(name, 5, cursor.of("50"));
      const third = await readSince(name, second.position);
      expect(third.numbers).toEqual([3, 4, 5]);
      const fourth = await readSince(name, third.position);
      expect(fourth.numbers).toEqual([3, 5]);
    });

    it.each(cases)("keeps the position where nothing was read, and has none at first: $type", async (cursor) => {
      const name = `${cursor.name}_idle`;
      await make(name, cursor.type, []);
      expect(await readSince(name, null)).toMatchObject({ numbers: [], position: null });
      await add(name, 1, cursor.of("10"));
      const { position } = await readSince(name, null);
      await harness.server.execute(`DELETE FROM ${harness.quoted(name)}`);
      expect(await readSince(name, position)).toMatchObject({ numbers: [], position });
    });

    it.each(cases)("P9: a NULL never becomes the position: $type", async (cursor) => {
      const name = `${cursor.name}_null`;
      await make(name, cursor.type, ["NULL", "NULL"]);
      expect(await readSince(name, null)).toMatchObject({ numbers: [1, 2], position: null });
      await add(name, 3, cursor.of("30"));
      const { position } = await readSince(name, null);
      expect(position).not.toBeNull();
      await harness.server.execute(`UPDATE ${harness.quoted(name)} SET at = NULL WHERE n = 3`);
      expect(await readSince(name, position)).toMatchObject({ numbers: [1, 2, 3], position });
    });

    it.each(cases)("P4: loses none of many pages of rows with one value: $type", async (cursor) => {
      const name = `${cursor.name}_equal`;
      await make(name, cursor.type, []);
      await harness.server.execute(
        dialect.insertNumbered(harness.quoted(name), ["n", "at"], 1_500, ["n", cursor.of("7")]),
      );
      const all = Array.from({ length: 1_500 }, (_, index) => index + 1);
      const first = await readSince(name, null, 100);
      expect(first.numbers).toEqual(all);
      expect((await readSince(name, first.position, 100)).numbers).toEqual(all);
    });

    it.each(cases)("P5: sees a late commit with an older value: $type", async (cursor) => {
      const name = `${cursor.name}_late`;
      await make(name, cursor.type, [cursor.of("1")]);
      const late = await harness.server.openTransaction(insertion(name, 2, cursor.ago(0)));
      try {
        // Longer than the second of overlap that there always is.
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        await add(name, 3, cursor.ago(0));
        const first = await readSince(name, null);
        expect(first.numbers).toEqual([1, 3]);
        await late.commit();
        expect((await readSince(name, first.position)).numbers).toContain(2);
      } finally {
        await late.rollback();
      }
    });

    it.each(cases)("delivers a row dated 2099 and goes on from the database's own clock: $type", async (cursor) => {
      const name = `${cursor.name}_future`;
      await make(name, cursor.type, [cursor.of("1"), cursor.future]);
      const first = await readSince(name, null);
      expect(first.numbers).toEqual([1, 2]);
      expect(first.position).not.toMatch(/^2099/);
      expect(first.rowsAhead).toBe(1);
      await add(name, 3, cursor.ago(0));
      const second = await readSince(name, first.position);
      expect(second.numbers).toEqual([2, 3]);
      expect(`${second.position}` >= `${first.position}`).toBe(true);
    });

    it("reads a view, and refuses a column that cannot tell what changed", async () => {
      const cursor = dialect.cursors[0];
      if (!cursor) throw new Error("The dialect names no cursor.");
      await make("since_base", cursor.type, [cursor.of("1"), "NULL"]);
      await harness.server.execute(
        `CREATE VIEW ${harness.quoted("since_view")} AS SELECT n, at FROM ${harness.quoted("since_base")}`,
      );
      const { numbers, position } = await readSince("since_view", null);
      expect([numbers, position]).toEqual([[1, 2], expect.stringMatching(/^20/)]);
      await make("since_text", dialect.text, ["'2026-01-01'"]);
      await expect(readSince("since_text", null)).rejects.toMatchObject({ code: "cursor-unsupported" });
    });

    it.runIf(dialect.rowVersion)("reads by row version, and passes none that is not committed yet", async () => {
      await make("since_version", dialect.integer, ["1", "1", "1"]);
      const name = "since_version";
      const table = harness.quoted(name);
      await harness.server.execute(`DROP TABLE ${table}`);
      await harness.createTable(name, [
        `n ${dialect.integer} NOT NULL PRIMARY KEY`,
        `label ${dialect.text}`,
        `at ${dialect.rowVersion}`,
      ]);
      for (const n of [1, 2, 3])
        await harness.server.execute(`INSERT INTO ${table} (n, label) VALUES (${n}, 'before')`);
      const first = await readSince(name, null);
      expect(first.numbers).toEqual([1, 2, 3]);
      await harness.server.execute(`UPDATE ${table} SET label = 'after' WHERE n = 2`);
      const second = await readSince(name, first.position);
      expect(second.numbers).toContain(2);
      expect(second.numbers).not.toContain(1);
      const late = await harness.server.openTransaction(`UPDATE ${table} SET label = 'late' WHERE n = 1`);
      try {
        await harness.server.execute(`UPDATE ${table} SET label = 'early' WHERE n = 3`);
        const third = await readSince(name, second.position);
        await late.commit();
        expect((await readSince(name, third.position)).numbers).toContain(1);
      } finally {
        await late.rollback();
      }
    });
  });
}
