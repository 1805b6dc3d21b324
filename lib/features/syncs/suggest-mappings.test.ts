import { describe, expect, it } from "vitest";
import type { TargetType, ValueKind } from "@/lib/engine/types";
import { suggestMappings } from "./suggest-mappings";

const source = (name: string, kind: ValueKind = "text") => ({ id: `source ${name}`, name, kind });
const target = (name: string, type: TargetType = "text", displayName: string | null = null) => ({
  id: `target ${name}`,
  name,
  displayName,
  type,
});
const pairs = (sources: Parameters<typeof suggestMappings>[0], targets: Parameters<typeof suggestMappings>[1]) =>
  suggestMappings(sources, targets).map((pair) => `${pair.sourceColumnId.slice(7)} → ${pair.targetColumnId.slice(7)}`);

describe("suggested mappings", () => {
  it("pair names whatever their case, blanks and underscores, by internal or display name", () => {
    expect(
      pairs(
        [source("official_name"), source("area_km2", "decimal")],
        [target("OfficialName"), target("Field1", "number", "Area km2")],
      ),
    ).toEqual(["official_name → OfficialName", "area_km2 → Field1"]);
  });

  it("find the columns of a provisioned list whose own names SharePoint keeps for itself", () => {
    expect(
      pairs(
        [source("id", "integer"), source("name")],
        [target("NameValue"), target("IdValue", "number", "Id (source)")],
      ),
    ).toEqual(["id → IdValue", "name → NameValue"]);
  });

  it("pair a lookup only with a column whose parents are known, and a person with a text", () => {
    const lookup = { ...target("CountryId", "lookup"), isBound: (name: string) => name === "country_id" };
    expect(pairs([source("country_id", "integer")], [lookup])).toEqual(["country_id → CountryId"]);
    expect(pairs([source("CountryId", "integer")], [lookup])).toEqual([]);
    expect(
      pairs([source("owner"), source("number", "integer")], [target("Owner", "person"), target("Number", "person")]),
    ).toEqual(["owner → Owner"]);
  });

  it("never pair types that cannot take each other, nor one column twice", () => {
    expect(
      pairs(
        [source("a", "binary"), source("b"), source("B")],
        [target("a"), target("b", "number"), target("c", "read-only")],
      ),
    ).toEqual([]);
    expect(pairs([source("b"), source("B")], [target("b"), target("Title")])).toEqual(["b → b", "B → Title"]);
  });

  it("give the list's Title to the first text that nothing else took", () => {
    expect(pairs([source("code", "integer"), source("label")], [target("Title"), target("Code", "number")])).toEqual([
      "code → Code",
      "label → Title",
    ]);
  });
});
