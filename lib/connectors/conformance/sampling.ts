import { describe, expect, it } from "vitest";
import type { Sample, SampleRequest } from "../connector";
import { type Harness, including, like, never } from "./harness";

const clockForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/;

/** Some rows to look at, and figures of a table, at bounded cost. */
export function describeSampling<Config>(harness: Harness<Config>): void {
  const { connector, dialect } = harness;

  const sample = (name: string, request: Partial<SampleRequest> = {}): Promise<Sample> =>
    harness.connection.sample(
      { table: harness.refTo(name), limit: 10, from: "first", maxCellLength: 1_000, ...request },
      never,
    );
  const numbersOf = ({ rows }: Sample): readonly number[] => rows.map(([n]) => Number(n));

  describe("sampling", () => {
    it("gives the first rows, and says whether they are all", async () => {
      await harness.numbered("sampled", 50);
      const some = await sample("sampled");
      expect(some).toMatchObject({ extent: "first", columns: [{ name: "n", kind: "integer" }, { name: "label" }] });
      expect(some.rows).toHaveLength(10);
      expect(some.rows[0]?.[1]).toBe("before");
      expect(some.takenAt).toMatch(clockForm);
      const all = await sample("sampled", { limit: 50, columns: ["label", "n"] });
      expect(all).toMatchObject({ extent: "all", columns: [{ name: "label" }, { name: "n" }] });
      expect(new Set(all.rows.map((row) => row[1])).size).toBe(50);
      expect(await sample("sampled", { limit: 60, from: "spread" })).toMatchObject({ extent: "all" });
    });

    it.runIf(connector.capabilities.spreadSample)("takes rows from all over a large table", async () => {
      await harness.numbered("sampled_wide", 20_000);
      const estimate = dialect.refreshEstimate(harness.quoted("sampled_wide"));
      if (estimate) await harness.server.execute(estimate);
      const spread = await sample("sampled_wide", { from: "spread", limit: 200 });
      expect(spread.extent).toBe("spread");
      const numbers = numbersOf(spread);
      expect(numbers.length).toBeGreaterThan(50);
      expect(numbers.length).toBeLessThanOrEqual(200);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(Math.max(...numbers)).toBeGreaterThan(10_000);
      expect(Math.min(...numbers)).toBeLessThanOrEqual(10_000);
    });

    it("cuts long cells on the server, and leaves short ones as they are", async () => {
      await harness.createTable("sampled_long", [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `t ${dialect.longText}`]);
      const long = dialect.literal("é名".repeat(2_000));
      await harness.server.execute(
        `INSERT INTO ${harness.quoted("sampled_long")} VALUES (1, ${long}), (2, ${dialect.literal("short")}), (3, NULL)`,
      );
      const { rows } = await sample("sampled_long", { maxCellLength: 21 });
      expect(new Map(rows.map(([n, text]) => [n, text]))).toEqual(
        new Map([
          ["1", "é名".repeat(11).slice(0, 21)],
          ["2", "short"],
          ["3", null],
        ]),
      );
    });

    it.each(dialect.values.map((value, index) => ({ ...value, name: `sampled_values_${index}` })))(
      "shows values of type $type in the text form of $kind",
      async ({ type, kind, values, name }) => {
        await harness.createTable(name, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `v ${type}`]);
        for (const [index, [literal]] of values.entries()) {
          await harness.server.execute(`INSERT INTO ${harness.quoted(name)} (n, v) VALUES (${index}, ${literal})`);
        }
        const { columns, rows } = await sample(name, { limit: 100 });
        expect(columns[1]?.kind).toBe(kind);
        expect(rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual(
          values.map(([, delivered], index) => [String(index), delivered]),
        );
      },
    );

    it("samples a view and an empty table, and refuses what is gone", async () => {
      await harness.numbered("sampled_empty", 0);
      expect(await sample("sampled_empty", { from: "spread" })).toMatchObject({ rows: [], extent: "all" });
      await harness.numbered("sampled_base", 30);
      await harness.server.execute(
        `CREATE VIEW ${harness.quoted("sampled_view")} AS SELECT n, label FROM ${harness.quoted("sampled_base")}`,
      );
      const viewed = await sample("sampled_view", { from: "spread" });
      expect(viewed.rows).toHaveLength(10);
      expect(["first", "spread"]).toContain(viewed.extent);
      await expect(sample("sampled_empty", { columns: ["n", "lost"] })).rejects.toMatchObject({
        code: "source-object-missing",
      });
      await expect(sample("sampled_never")).rejects.toMatchObject({ code: "source-object-missing" });
    });

    it("samples only what a login may read", async () => {
      await harness.numbered("sampled_granted", 2);
      await harness.numbered("sampled_closed", 2);
      await harness.server.execute(dialect.grantSelect(harness.quoted("sampled_granted")));
      const limited = await connector.connect(harness.server.withoutRights);
      try {
        const request = { limit: 10, from: "first", maxCellLength: 100 } as const;
        const open = await limited.sample({ table: harness.refTo("sampled_granted"), ...request }, never);
        expect(open.rows).toHaveLength(2);
        const closed = { table: harness.refTo("sampled_closed"), ...request };
        await expect(limited.sample(closed, never)).rejects.toMatchObject({ code: "source-permission" });
      } finally {
        await limited.close();
      }
    });
  });

  describe("measuring", () => {
    it("counts exactly, and tells the greatest value in its text form", async () => {
      await harness.numbered("measured", 120);
      const table = harness.refTo("measured");
      const exact = await harness.connection.measure({ table, exact: true, maxOf: "n" }, never);
      expect(exact).toMatchObject({ rowCount: 120, isEstimate: false, max: "120" });
      expect(exact.takenAt).toMatch(clockForm);
      expect(await harness.connection.measure({ table, exact: true, maxOf: null }, never)).toMatchObject({ max: null });
    });

    it("estimates without counting, and says so", async () => {
      await harness.numbered("measured_roughly", 2_000);
      const refresh = dialect.refreshEstimate(harness.quoted("measured_roughly"));
      if (refresh) await harness.server.execute(refresh);
      const table = harness.refTo("measured_roughly");
      const rough = await harness.connection.measure({ table, exact: false, maxOf: null }, never);
      expect(rough.isEstimate).toBe(true);
      expect(rough.rowCount).toBeGreaterThan(1_000);
      expect(rough.rowCount).toBeLessThan(4_000);
    });

    it.each(dialect.cursors.map((cursor, index) => ({ ...cursor, name: `measured_${index}` })))(
      "tells the greatest value of a column of type $type as reading does",
      async (cursor) => {
        await harness.createTable(cursor.name, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `at ${cursor.type}`]);
        const table = harness.refTo(cursor.name);
        const measure = () => harness.connection.measure({ table, exact: true, maxOf: "at" }, never);
        expect(await measure()).toMatchObject({ rowCount: 0, max: null });
        for (const [n, at] of [cursor.of("3"), cursor.of("9"), "NULL"].entries()) {
          await harness.server.execute(`INSERT INTO ${harness.quoted(cursor.name)} (n, at) VALUES (${n}, ${at})`);
        }
        const { rows } = await harness.readAll({ table, columns: ["n", "at"], keyColumns: ["n"] });
        expect(await measure()).toMatchObject({ rowCount: 3, max: rows[1]?.[1] });
      },
    );

    it("counts a view, and refuses a column that is gone", async () => {
      await harness.numbered("measured_base", 5);
      await harness.server.execute(
        `CREATE VIEW ${harness.quoted("measured_view")} AS SELECT n FROM ${harness.quoted("measured_base")}`,
      );
      const table = harness.refTo("measured_view");
      expect(await harness.connection.measure({ table, exact: true, maxOf: "n" }, never)).toEqual(
        like({ rowCount: 5, max: "5" }),
      );
      const estimated = await harness.connection.measure({ table, exact: false, maxOf: null }, never);
      expect([estimated]).toEqual(including([like({ isEstimate: true })]));
      await expect(harness.connection.measure({ table, exact: false, maxOf: "lost" }, never)).rejects.toMatchObject({
        code: "source-object-missing",
      });
    });
  });
}
