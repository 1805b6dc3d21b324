import { describe, expect, it } from "vitest";
import { digits, type Harness, never } from "./harness";

/** Each row once, in bounded pages, from one state of the database. */
export function describeReading<Config>(harness: Harness<Config>): void {
  const { connector, dialect } = harness;
  const count = 2_500;
  describe("reading", () => {
    it.each(dialect.keys.map((key, index) => ({ ...key, table: `keys_${index}` })))(
      `delivers each of ${count} rows once by key and by cursor: $name`,
      async ({ columns, table }) => {
        const names = columns.map((column) => column.name);
        const unique = names.map(dialect.quote).join(", ");
        await harness.createTable(table, [
          ...columns.map((column) => `${dialect.quote(column.name)} ${column.type} NOT NULL`),
          `payload ${dialect.integer}`,
          `PRIMARY KEY (${unique})`,
        ]);
        await harness.server.execute(
          dialect.insertNumbered(harness.quoted(table), [...names, "payload"], count, [
            ...columns.map((column) => column.of("n")),
            "n",
          ]),
        );
        const wanted = [...names, "payload"];
        const byCursor = await harness.readAll({
          table: harness.refTo(table),
          columns: wanted,
          keyColumns: null,
          pageSize: 400,
        });
        const byKey = await harness.readAll({
          table: harness.refTo(table),
          columns: wanted,
          keyColumns: names,
          pageSize: 400,
        });
        expect(new Set(byKey.rows.map((row) => row.at(-1))).size).toBe(count);
        expect(byKey.rows.map((row) => row.join("\u0000")).toSorted()).toEqual(
          byCursor.rows.map((row) => row.join("\u0000")).toSorted(),
        );
        // The key may be absent from what is delivered, and may be named in another order than the index has it.
        const payloadOnly = await harness.readAll({
          table: harness.refTo(table),
          columns: ["payload"],
          keyColumns: names.toReversed(),
          pageSize: 7,
        });
        expect(payloadOnly.rows).toEqual(byKey.rows.map((row) => [row.at(-1)]));
      },
    );

    it("delivers bounded pages in the order of the columns asked for", async () => {
      await harness.numbered("pages", 25);
      for (const keyColumns of [["n"], null]) {
        const reading = await harness.connection.read(
          { table: harness.refTo("pages"), columns: ["label", "n", "label"], keyColumns, pageSize: 10 },
          never,
        );
        const sizes: number[] = [];
        for await (const page of reading.pages()) {
          sizes.push(page.length);
          expect(page[0]).toEqual(["before", digits, "before"]);
        }
        await reading.close();
        expect(sizes).toEqual([10, 10, 5]);
      }
    });

    it("delivers no page of an empty table, and its columns all the same", async () => {
      await harness.numbered("empty", 0);
      for (const keyColumns of [["n"], null]) {
        const { rows, columns } = await harness.readAll({
          table: harness.refTo("empty"),
          columns: ["n", "label"],
          keyColumns,
        });
        expect(rows).toEqual([]);
        expect(columns.map((column) => column.name)).toEqual(["n", "label"]);
      }
    });

    it("falls back to a cursor where the named columns are no NOT NULL unique key", async () => {
      await harness.createTable("no_key", [`a ${dialect.integer}`, `b ${dialect.integer}`]);
      await harness.server.execute(
        `INSERT INTO ${harness.quoted("no_key")} VALUES (1, 1), (1, 1), (NULL, 2), (NULL, NULL), (3, NULL)`,
      );
      for (const keyColumns of [["a"], ["a", "b"]]) {
        const { rows } = await harness.readAll({
          table: harness.refTo("no_key"),
          columns: ["a", "b"],
          keyColumns,
          pageSize: 2,
        });
        expect(rows.map((row) => JSON.stringify(row)).toSorted()).toEqual(
          ['["1","1"]', '["1","1"]', '["3",null]', '[null,"2"]', "[null,null]"].toSorted(),
        );
      }
    });

    it("reads views", async () => {
      await harness.numbered("viewed", 3);
      await harness.server.execute(
        `CREATE VIEW ${harness.quoted("the_view")} AS SELECT n FROM ${harness.quoted("viewed")}`,
      );
      const { rows, rowsExpected } = await harness.readAll({
        table: harness.refTo("the_view"),
        columns: ["n"],
        keyColumns: ["n"],
      });
      expect(rows.toSorted()).toEqual([["1"], ["2"], ["3"]]);
      expect(rowsExpected).toBeNull();
      expect((await harness.introspected()).get("the_view")).toMatchObject({ type: "VIEW", columns: [{ name: "n" }] });
    });

    it("says when it was taken by the database's own clock, and how fresh it is", async () => {
      await harness.numbered("fresh", 1);
      const { takenAt, freshnessToken } = await harness.readAll({
        table: harness.refTo("fresh"),
        columns: ["n"],
        keyColumns: ["n"],
      });
      expect(takenAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
      if (connector.capabilities.freshnessToken) expect(freshnessToken).toMatch(/^[a-z]+:./);
      else expect(freshnessToken).toBeNull();
    });

    it.runIf(connector.capabilities.snapshotReads)("does not see what is written after it began", async ({ skip }) => {
      await harness.numbered("isolated", 1_000);
      for (const keyColumns of [["n"], null]) {
        const reading = await harness.connection.read(
          { table: harness.refTo("isolated"), columns: ["n", "label"], keyColumns, pageSize: 100 },
          never,
        );
        if (!reading.isSnapshot) {
          await reading.close();
          skip("This server allows no snapshots, and the reading says so.");
        }
        const labels: (string | null | undefined)[] = [];
        for await (const page of reading.pages()) {
          if (labels.length === 0) {
            await harness.server.execute(`UPDATE ${harness.quoted("isolated")} SET label = 'after'`);
            await harness.server.execute(
              `INSERT INTO ${harness.quoted("isolated")} SELECT n + 5000, 'after' FROM ${harness.quoted("isolated")}`,
            );
          }
          labels.push(...page.map((row) => row[1]));
        }
        await reading.close();
        expect(labels).toEqual(Array.from({ length: 1_000 }, () => "before"));
        await harness.server.execute(`DELETE FROM ${harness.quoted("isolated")} WHERE n > 5000`);
        await harness.server.execute(`UPDATE ${harness.quoted("isolated")} SET label = 'before'`);
      }
    });
  });
}
