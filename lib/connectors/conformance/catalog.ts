import { describe, expect, it } from "vitest";
import { containing, type Harness, including, like } from "./harness";

/** The catalog is told as it is. */
export function describeCatalog<Config>(harness: Harness<Config>): void {
  const { dialect } = harness;
  describe("catalog", () => {
    it("tells keys, foreign keys, unique columns, defaults and nullability", async () => {
      await harness.createTable("parent", [
        `a ${dialect.integer} NOT NULL`,
        `b ${dialect.integer} NOT NULL`,
        `code ${dialect.integer} NOT NULL UNIQUE`,
        "PRIMARY KEY (b, a)",
      ]);
      await harness.createTable("child", [
        `id ${dialect.integer} NOT NULL PRIMARY KEY`,
        `pa ${dialect.integer} DEFAULT 5`,
        `pb ${dialect.integer}`,
        "CONSTRAINT positive CHECK (pa > 0)",
        `CONSTRAINT to_parent FOREIGN KEY (pb, pa) REFERENCES ${harness.quoted("parent")} (b, a)`,
      ]);
      const tables = await harness.introspected();
      expect(tables.get("parent")).toMatchObject({
        columns: [
          { ordinal: 1, name: "a", isPrimaryKey: true, isUnique: false, isNullable: false },
          { ordinal: 2, name: "b", isPrimaryKey: true, isUnique: false, isNullable: false },
          { ordinal: 3, name: "code", isPrimaryKey: false, isUnique: true, isNullable: false },
        ],
        constraints: including([
          like({ type: "PRIMARY_KEY", columns: ["b", "a"] }),
          like({ type: "UNIQUE", columns: ["code"] }),
        ]),
        indexes: including([like({ isUnique: true, columns: ["b", "a"] })]),
      });
      expect(tables.get("child")).toMatchObject({
        columns: [
          { name: "id", defaultValue: null },
          { name: "pa", defaultValue: containing("5"), isNullable: true },
          { name: "pb", defaultValue: null, isNullable: true },
        ],
        constraints: including([
          like({
            name: "to_parent",
            type: "FOREIGN_KEY",
            columns: ["pb", "pa"],
            referencedTable: `${dialect.schema}.parent`,
            referencedColumns: ["b", "a"],
          }),
          like({ name: "positive", type: "CHECK", definition: containing("pa") }),
        ]),
      });
    });

    it("tells what the database makes by itself", async () => {
      await harness.createTable("by_itself", [
        `n ${dialect.identity}`,
        `a ${dialect.integer}`,
        `twice ${dialect.generated("a * 2")}`,
        ...(dialect.rowVersion ? [`version ${dialect.rowVersion}`] : []),
      ]);
      const columns = (await harness.introspected()).get("by_itself")?.columns;
      expect(columns).toMatchObject([
        { name: "n", isIdentity: true, isGenerated: false, isRowVersion: false },
        { name: "a", isIdentity: false, isGenerated: false, isRowVersion: false },
        { name: "twice", isIdentity: false, isGenerated: true, isRowVersion: false },
        ...(dialect.rowVersion ? [{ name: "version", isRowVersion: true }] : []),
      ]);
    });

    it.each(dialect.indexes.map((index, number) => ({ ...index, table: `indexed_${number}` })))(
      "tells an index: $name",
      async ({ name, create, expected, table }) => {
        await harness.createTable(table, [
          `n ${dialect.integer} NOT NULL PRIMARY KEY`,
          `a ${dialect.integer} NOT NULL`,
          `b ${dialect.integer}`,
          `label ${dialect.text}`,
        ]);
        await harness.server.execute(create(harness.quoted(table)));
        const indexes = (await harness.introspected()).get(table)?.indexes;
        expect(indexes?.find((index) => index.name === name)).toMatchObject(expected);
        expect(indexes?.find((index) => index.name !== name)).toMatchObject({
          columns: ["n"],
          isUnique: true,
          isWhole: true,
          includedColumns: [],
          descendingColumns: [],
          predicate: null,
        });
      },
    );

    it.each(dialect.varieties.map((variety, number) => ({ ...variety, name: `variety_${number}` })))(
      "tells a $variety",
      async ({ variety, create, name }) => {
        await harness.numbered(`${name}_base`, 1);
        await harness.execute(create(harness.quoted(name), harness.quoted(`${name}_base`)));
        const tables = await harness.introspected();
        expect(tables.get(`${name}_base`)).toMatchObject({ type: "BASE", variety: "table" });
        const isView = variety === "view" || variety === "materialized-view";
        expect(tables.get(name)).toMatchObject({ type: isView ? "VIEW" : "BASE", variety });
      },
    );

    it("tells comments of tables and columns", async () => {
      const text = "What it's for: 名前, “quotes” and \\ too";
      await harness.numbered("commented", 1);
      await harness.execute(dialect.comment("commented", text));
      expect((await harness.introspected()).get("commented")).toMatchObject({
        comment: text,
        columns: [
          { name: "n", comment: null },
          { name: "label", comment: text },
        ],
      });
    });

    it("can be left in the middle", async () => {
      for await (const table of harness.connection.introspect()) {
        expect(table.name).not.toBe("");
        break;
      }
      expect((await harness.introspected()).size).toBeGreaterThan(1);
    });

    it("rejects with the reason when the signal has fired", async () => {
      const reason = new Error("enough");
      const consume = async () => {
        for await (const table of harness.connection.introspect({ signal: AbortSignal.abort(reason) }))
          expect(table).toBeUndefined();
      };
      await expect(consume()).rejects.toBe(reason);
    });
  });
}
