import { describe, expect, it } from "vitest";
import type { IntrospectedTable, SourceConnection, TableRef } from "@/lib/connectors/connector";
import { withCatalogNames } from "./catalog-names";

const signal = new AbortController().signal;
const foreignKey = (referencedTable: string) => ({
  name: "fk",
  type: "FOREIGN_KEY" as const,
  columns: ["a"],
  referencedTable,
  referencedColumns: ["id"],
  definition: null,
});

/** A store that notes which tables it is asked for. */
function storeOf(table: IntrospectedTable, asked: TableRef[]): SourceConnection {
  const note = (request: { readonly table: TableRef }) => {
    asked.push(request.table);
    throw new Error("asked");
  };
  return {
    async *introspect() {
      yield table;
    },
    sample: async (request) => note(request),
    measure: async (request) => note(request),
    read: async (request) => note(request),
    lookUp: async (request) => note(request),
    write: (request) => note(request),
    close: async () => undefined,
  };
}

const table: IntrospectedTable = {
  schema: "shop_copy",
  name: "orders",
  type: "BASE",
  variety: "table",
  rowEstimate: null,
  sizeBytes: null,
  comment: null,
  columns: [],
  constraints: [foreignKey("shop_copy.customers"), foreignKey("shop_copy_2.customers"), foreignKey("other.customers")],
  indexes: [],
};

describe("a store without schemas, under another name on this instance", () => {
  it("tells its tables and their parents by the catalog's name", async () => {
    const connection = withCatalogNames(storeOf(table, []), { catalog: "shop", actual: "shop_copy" });
    const told: unknown[] = [];
    for await (const each of connection.introspect()) {
      told.push([each.schema, each.name, each.constraints.map((constraint) => constraint.referencedTable)]);
    }
    expect(told).toEqual([["shop", "orders", ["shop.customers", "shop_copy_2.customers", "other.customers"]]]);
  });

  it("is asked by its own name, whatever the question", async () => {
    const asked: TableRef[] = [];
    const connection = withCatalogNames(storeOf(table, asked), { catalog: "shop", actual: "shop_copy" });
    const orders = { schema: "shop", name: "orders" };
    const columns = ["id"];
    const keyColumns = ["id"];
    const questions: (() => unknown)[] = [
      () => connection.sample({ table: orders, limit: 1, from: "first", maxCellLength: 1 }, signal),
      () => connection.measure({ table: orders, exact: false, maxOf: null }, signal),
      () => connection.read({ table: orders, columns, keyColumns, pageSize: 1 }, signal),
      () => connection.lookUp({ table: orders, columns, keyColumns, keys: [] }, signal),
      () => connection.write({ table: orders, columns, keyColumns, changes: [] }, signal),
    ];
    for (const ask of questions) await expect((async () => ask())()).rejects.toThrow("asked");
    expect(asked).toEqual(questions.map(() => ({ schema: "shop_copy", name: "orders" })));
  });

  it("leaves further databases their names, and never takes two for one", async () => {
    const tables = ["shop_copy", "other", "shop"].map((schema) => ({ ...table, schema, constraints: [] }));
    const store: SourceConnection = {
      ...storeOf(table, []),
      async *introspect() {
        yield* tables;
      },
    };
    const told: string[] = [];
    const hidden: string[] = [];
    const onHidden = ({ title }: { readonly title: string }) => hidden.push(title);
    const connection = withCatalogNames(store, { catalog: "shop", actual: "Shop_Copy" });
    for await (const { schema } of connection.introspect({ onHidden })) told.push(schema);
    expect(told).toEqual(["shop", "other"]);
    expect(hidden).toEqual([expect.stringContaining("The database shop of this server is not cataloged")]);
    const asked: TableRef[] = [];
    const names = withCatalogNames(storeOf(table, asked), { catalog: "shop", actual: "shop_copy" });
    const request = { table: { schema: "other", name: "t" }, exact: false, maxOf: null };
    await expect((async () => names.measure(request, signal))()).rejects.toThrow("asked");
    expect(asked).toEqual([{ schema: "other", name: "t" }]);
  });
});
