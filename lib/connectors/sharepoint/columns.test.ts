import { describe, expect, it } from "vitest";
import type { GraphColumn } from "@/lib/graph/columns";
import { toTargetColumn } from "./columns";

const column = (facets: Partial<GraphColumn>): GraphColumn => ({ id: "c", name: "Col", ...facets });

describe("toTargetColumn", () => {
  it.each([
    [{ text: {} }, { type: "text", maxLength: 255 }],
    [{ text: { maxLength: 50 } }, { type: "text", maxLength: 50 }],
    [{ text: { allowMultipleLines: true, textType: "plain" } }, { type: "note", maxLength: null }],
    [{ text: { allowMultipleLines: true, textType: "plain", maxLength: 63_999 } }, { type: "note", maxLength: 63_999 }],
    [{ number: {} }, { type: "number" }],
    [{ number: { minimum: 1, maximum: 10 } }, { type: "number", range: { least: 1, greatest: 10 } }],
    [{ number: { maximum: 0 } }, { type: "number", range: { least: null, greatest: 0 } }],
    [{ currency: { locale: "en-US" } }, { type: "number" }],
    [{ boolean: {} }, { type: "boolean" }],
    [{ dateTime: { format: "dateOnly" } }, { type: "date" }],
    [{ dateTime: { format: "dateTime" } }, { type: "date-time" }],
    [
      { choice: { choices: ["a"], displayAs: "dropDownMenu" } },
      { type: "choice", choices: ["a"], allowsOtherChoices: false },
    ],
    [
      { choice: { choices: ["a"], displayAs: "radioButtons", allowTextEntry: true } },
      { type: "choice", allowsOtherChoices: true },
    ],
    [{ choice: { choices: ["a"], displayAs: "checkBoxes" } }, { type: "multi-choice", choices: ["a"] }],
    [{ lookup: { listId: "{5AF1}" } }, { type: "lookup", lookupListId: "5af1" }],
    [{ lookup: { listId: "5af1", allowMultipleValues: true } }, { type: "multi-lookup", lookupListId: "5af1" }],
    [{ personOrGroup: {} }, { type: "person" }],
    [{ personOrGroup: { allowMultipleSelection: true } }, { type: "multi-person" }],
  ] as const)("describes %j", (facets, expected) => {
    expect(toTargetColumn(column(facets as Partial<GraphColumn>))).toMatchObject({
      name: "Col",
      readOnlyReason: null,
      ...expected,
    });
  });

  it.each([
    ["no facet at all", { type: "thumbnail" }],
    ["rich text", { text: { allowMultipleLines: true, textType: "richText" } }],
    ["append-only text", { text: { allowMultipleLines: true, appendChangesToExistingText: true } }],
    ["a calculated value", { calculated: { outputType: "text" } }],
    ["another column of a looked-up item", { lookup: { listId: "l", primaryLookupColumnId: "c" } }],
    ["a lookup into an unknown list", { lookup: { columnName: "Title" } }],
    ["managed metadata", { term: {} }],
    ["a hyperlink", { hyperlinkOrPicture: {} }],
    ["the read-only flag", { text: {}, readOnly: true }],
    ["the sealed flag", { text: {}, isSealed: true }],
    ["a system name", { name: "Modified", dateTime: { format: "dateTime" } }],
    ["a leading underscore", { name: "_UIVersionString", text: {} }],
  ] as const)("never writes a column with %s and says why", (_, facets) => {
    const described = toTargetColumn(column(facets as Partial<GraphColumn>));
    expect(described.type).toBe("read-only");
    expect(described.readOnlyReason).toMatch(/\.$/);
  });

  it("lets Title be written", () => {
    expect(toTargetColumn(column({ name: "Title", text: { maxLength: 255 }, required: true })).type).toBe("text");
  });
});
