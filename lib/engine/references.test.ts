import { describe, expect, it } from "vitest";
import { identityOf } from "./identity";
import { columnsToRead, compileMapping } from "./mapping";
import { compileReferences } from "./references";
import { definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryReferences } from "./testing/memory-references";
import type { DefinitionId, FieldMapping, LookupSource, SourceColumn, SourceRow, TargetType, ValueKind } from "./types";

const signal = new AbortController().signal;
const countries = "countries" as DefinitionId;
const listId = "list-of-countries";
const byCode: LookupSource = {
  definitionId: countries,
  definitionName: "Countries",
  key: [{ column: "country", parent: { name: "code", kind: "text" } }],
};

const lookupOf = (type: TargetType, kind: ValueKind, lookup: LookupSource | null = byCode): FieldMapping => ({
  ...pushed("country", kind, targetColumn("Country", type, { lookupListId: listId })),
  lookup,
});
const column = (name: string, kind: ValueKind): SourceColumn => ({ name, kind, nativeType: kind });

function known(items: Readonly<Record<string, number>>, kind: ValueKind = "text"): MemoryReferences {
  const port = new MemoryReferences();
  const entries = Object.entries(items).map(
    ([key, item]) => [identityOf([{ name: "code", kind }], [key]).hash, item] as const,
  );
  port.items.set(`${countries} ${listId}`, new Map(entries));
  return port;
}

async function resolve(
  mapping: FieldMapping,
  columns: readonly SourceColumn[],
  row: SourceRow,
  port: MemoryReferences,
) {
  const references = compileReferences([mapping], columns, port);
  if (!references) throw new Error("The mapping has no references.");
  await references.resolve([row], signal);
  return references.valueOf(mapping.id, row);
}

describe("lookup columns (F10)", () => {
  it("hold the item of the parent row", async () => {
    const mapping = lookupOf("lookup", "text");
    expect(await resolve(mapping, [column("country", "text")], ["FRA"], known({ FRA: 7 }))).toEqual({
      ok: true,
      value: 7,
    });
  });

  it("are empty where the row refers to nothing", async () => {
    const port = known({ FRA: 7 });
    const mapping = lookupOf("lookup", "text");
    for (const nothing of [null, ""]) {
      expect(await resolve(mapping, [column("country", "text")], [nothing], port)).toEqual({ ok: true, value: null });
    }
    expect(port.calls).toEqual([]);
  });

  it("reject a row whose parent has no item yet, by the parent's readable identity", async () => {
    const refused = await resolve(lookupOf("lookup", "text"), [column("country", "text")], ["ITA"], known({ FRA: 7 }));
    expect(refused).toEqual({
      ok: false,
      code: "parent-missing",
      message: "The row code=ITA of the sync “Countries” has no item yet.",
      parent: { definitionId: byCode.definitionId, key: "code=ITA" },
    });
  });

  it("take the parent's kind of key, whatever type the value has here", async () => {
    const source: LookupSource = { ...byCode, key: [{ column: "country", parent: { name: "code", kind: "integer" } }] };
    const port = known({ 12: 3 }, "integer");
    for (const [kind, value] of [
      ["decimal", "12.00"],
      ["text", "12"],
      ["integer", "12"],
    ] as const) {
      const found = await resolve(lookupOf("lookup", kind, source), [column("country", kind)], [value], port);
      expect(found, kind).toEqual({ ok: true, value: 3 });
    }
  });

  it("find a composite parent by all parts of its key, and nothing where a part is NULL", async () => {
    const source: LookupSource = {
      ...byCode,
      key: [
        { column: "land", parent: { name: "country", kind: "text" } },
        { column: "city_no", parent: { name: "no", kind: "integer" } },
      ],
    };
    const mapping = { ...lookupOf("lookup", "text", source), sourceColumn: "city_no" };
    const port = new MemoryReferences();
    const { hash } = identityOf(
      source.key.map((part) => part.parent),
      ["FRA", "1"],
    );
    port.items.set(`${countries} ${listId}`, new Map([[hash, 9]]));
    const columns = [column("city_no", "integer"), column("land", "text")];
    expect(columnsToRead(definitionOf([mapping]))).toEqual(["id", "land", "city_no"]);
    expect(await resolve(mapping, columns, ["1", "FRA"], port)).toEqual({ ok: true, value: 9 });
    expect(await resolve(mapping, columns, ["1", null], port)).toEqual({ ok: true, value: null });
  });

  it("are found by what an expression gives", async () => {
    const mapping = { ...lookupOf("lookup", "text"), transform: "value.trim().upper()" };
    const port = known({ FRA: 7 });
    expect(await resolve(mapping, [column("country", "text")], [" fra "], port)).toEqual({ ok: true, value: 7 });
    const several = { ...lookupOf("multi-lookup", "text"), transform: 'value.split(",")' };
    expect(await resolve(several, [column("country", "text")], ["ITA,FRA"], known({ FRA: 7, ITA: 3 }))).toEqual({
      ok: true,
      value: [3, 7],
    });
    const failing = { ...lookupOf("lookup", "text"), transform: "text(number(value))" };
    expect(await resolve(failing, [column("country", "text")], ["FRA"], port)).toMatchObject({
      ok: false,
      code: "expression-failed",
    });
  });

  it("with parents of several key columns are refused to an expression, which gives one value", () => {
    const key = ["country", "no"].map((name) => ({ column: name, parent: { name, kind: "text" as const } }));
    const mapping = { ...lookupOf("lookup", "text", { ...byCode, key }), transform: "value" };
    expect(() => compileReferences([mapping], [column("country", "text")], new MemoryReferences())).toThrow(
      expect.objectContaining({ code: "mapping-broken" }),
    );
  });

  it("take several parents of an array as a sorted set", async () => {
    const mapping = lookupOf("multi-lookup", "array");
    const found = await resolve(
      mapping,
      [column("country", "array")],
      ['["ITA","FRA","ITA",null]'],
      known({ FRA: 7, ITA: 2 }),
    );
    expect(found).toEqual({ ok: true, value: [2, 7] });
    const single = await resolve(
      lookupOf("lookup", "array"),
      [column("country", "array")],
      ['["ITA","FRA"]'],
      known({}),
    );
    expect(single).toMatchObject({ ok: false, code: "type-unmappable" });
  });

  it("ask once a page, for each parent once", async () => {
    const mapping = lookupOf("lookup", "text");
    const port = known({ FRA: 7, ITA: 2 });
    const references = compileReferences([mapping], [column("country", "text")], port);
    const rows = Array.from({ length: 1_000 }, (_, index): SourceRow => [index % 2 === 0 ? "FRA" : "ITA"]);
    await references?.resolve(rows, signal);
    expect(port.calls).toEqual([{ kind: "lookups", wanted: 2 }]);
    expect(rows.map((row) => references?.valueOf(mapping.id, row))).toEqual(
      rows.map(([code]) => ({ ok: true, value: code === "FRA" ? 7 : 2 })),
    );
  });

  it("halt where no sync fills the parent list, and where a column is gone", () => {
    const port = new MemoryReferences();
    expect(() => compileReferences([lookupOf("lookup", "text", null)], [column("country", "text")], port)).toThrow(
      /Country/,
    );
    expect(() => compileReferences([lookupOf("lookup", "text")], [column("id", "text")], port)).toThrow(/country/);
  });

  it("change the content of a row when its parent's item was made anew", async () => {
    const mapping = lookupOf("lookup", "text");
    const row: SourceRow = ["1", "FRA"];
    const columns = [column("id", "integer"), column("country", "text")];
    const hashWith = async (port: MemoryReferences) => {
      const references = compileReferences([mapping], columns, port);
      await references?.resolve([row], signal);
      const mapped = compileMapping(definitionOf([mapping]), columns, references)(row);
      return mapped.ok ? mapped.contentHash : mapped.code;
    };
    expect(await hashWith(known({ FRA: 7 }))).toBe(await hashWith(known({ FRA: 7 })));
    expect(await hashWith(known({ FRA: 7 }))).not.toBe(await hashWith(known({ FRA: 8 })));
  });
});

describe("person columns (F10)", () => {
  const people = () => {
    const port = new MemoryReferences();
    port.people.set("ada@contoso.example", 21).set("grace@contoso.example", 4);
    return port;
  };
  const person = (type: TargetType, kind: ValueKind) => pushed("owner", kind, targetColumn("Owner", type));

  it("find a person by e-mail, whatever its case", async () => {
    const found = await resolve(
      person("person", "text"),
      [column("owner", "text")],
      [" Ada@Contoso.example "],
      people(),
    );
    expect(found).toEqual({ ok: true, value: 21 });
  });

  it("reject somebody whom the site does not know", async () => {
    const refused = await resolve(
      person("person", "text"),
      [column("owner", "text")],
      ["eve@contoso.example"],
      people(),
    );
    expect(refused).toMatchObject({
      ok: false,
      code: "person-unknown",
      message: expect.stringContaining("eve@contoso.example"),
    });
  });

  it("take several people of an array as a set", async () => {
    const both = '["ada@contoso.example","grace@contoso.example","ADA@contoso.example"]';
    const found = await resolve(person("multi-person", "array"), [column("owner", "array")], [both], people());
    expect(found).toEqual({ ok: true, value: [4, 21] });
  });
});

it("a definition without references asks nothing", () => {
  const mapping = pushed("name", "text", targetColumn("Name", "text"));
  expect(compileReferences([mapping], [column("name", "text")], new MemoryReferences())).toBeNull();
});
