import { describe, expect, it } from "vitest";
import type { Harness } from "./harness";

const nastyNames = [
  "select",
  "Mixed Case",
  'double " quote',
  "single ' quote",
  "back`tick",
  "[brackets]",
  "dots.in.it",
  "semi;colon -- and comment",
  "percent % and _ and $1",
  "Größe 名前",
];

/** Names of every kind are quoted, values of every type arrive in the text form of their kind. */
export function describeNamesAndValues<Config>(harness: Harness<Config>): void {
  const { dialect } = harness;
  describe("names", () => {
    it.each([...nastyNames, ...dialect.ownNames, "n".repeat(dialect.longestName)])(
      "reads and catalogs a table and column called %s",
      async (nasty) => {
        await harness.createTable(nasty, [`${dialect.quote(nasty)} ${dialect.integer} NOT NULL PRIMARY KEY`]);
        await harness.server.execute(`INSERT INTO ${harness.quoted(nasty)} VALUES (7)`);
        for (const keyColumns of [[nasty], null]) {
          const { rows, columns } = await harness.readAll({
            table: harness.refTo(nasty),
            columns: [nasty],
            keyColumns,
          });
          expect(rows).toEqual([["7"]]);
          expect(columns).toMatchObject([{ name: nasty, kind: "integer" }]);
        }
        const table = (await harness.introspected()).get(nasty);
        expect(table).toMatchObject({
          type: "BASE",
          columns: [{ name: nasty, isPrimaryKey: true, isUnique: true, isNullable: false }],
          constraints: [{ type: "PRIMARY_KEY", columns: [nasty] }],
          indexes: [{ columns: [nasty], isUnique: true }],
        });
      },
    );
  });

  describe("values (P19 money, P20 long numbers, P21 days: nothing is lost or shifted)", () => {
    it.each(dialect.values.map((value, index) => ({ ...value, table: `values_${index}` })))(
      "of type $type arrive as $kind text",
      async ({ type, kind, values, table }) => {
        await harness.createTable(table, [`n ${dialect.integer} NOT NULL PRIMARY KEY`, `v ${type}`]);
        const rows = [...values, ["NULL", null] as const];
        for (const [index, [literal]] of rows.entries()) {
          await harness.server.execute(`INSERT INTO ${harness.quoted(table)} VALUES (${index}, ${literal})`);
        }
        const expected = rows.map(([, delivered], index) => [String(index), delivered]);
        const byKey = await harness.readAll({ table: harness.refTo(table), columns: ["n", "v"], keyColumns: ["n"] });
        expect(byKey.columns[1]?.kind).toBe(kind);
        expect(byKey.rows).toEqual(expected);
        const byCursor = await harness.readAll({ table: harness.refTo(table), columns: ["n", "v"], keyColumns: null });
        expect(byCursor.rows.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual(expected);
        const cataloged = (await harness.introspected()).get(table)?.columns[1];
        expect(cataloged).toMatchObject({ kind, nativeType: byKey.columns[1]?.nativeType });
      },
    );
  });
}
