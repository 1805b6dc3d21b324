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
          }),
          like({ name: "positive", type: "CHECK", definition: containing("pa") }),
        ]),
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
