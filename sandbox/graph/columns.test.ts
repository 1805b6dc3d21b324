import { describe, expect, it } from "vitest";
import { columnJson, createColumn, encodeInternalName, isIndexable, patchColumn } from "./columns";
import { defaultProfile } from "./profile";
import { testList } from "./testing/lists";
import { containing } from "./testing/matchers";

const profile = defaultProfile();
const create = (definition: object, list = testList(), items = 0) => createColumn(definition, list, items, profile);

describe("encodeInternalName", () => {
  it.each([
    ["OrderNo", "OrderNo"],
    ["Order No", "Order_x0020_No"],
    ["año-1", "a_x00f1_o_x002d_1"],
    ["1st", "_x0031_st"],
    ["a:b", "a_x003a_b"],
  ])("%s becomes %s (Graph contract 5.2)", (name, expected) => {
    expect(encodeInternalName(name)).toBe(expected);
  });
});

describe("createColumn", () => {
  it("shows exactly one facet and its type", () => {
    const shown = columnJson(create({ name: "Note", text: { allowMultipleLines: true, textType: "plain" } }));
    expect(shown).toMatchObject({ name: "Note", type: "note", text: { allowMultipleLines: true, textType: "plain" } });
    expect(columnJson(create({ name: "Tags", choice: { choices: ["a"], displayAs: "checkBoxes" } })).type).toBe(
      "multichoice",
    );
    expect(columnJson(create({ name: "Who", personOrGroup: {} })).type).toBe("user");
  });

  it("makes a note rich unless told otherwise (trap 25)", () => {
    expect(columnJson(create({ name: "Note", text: { allowMultipleLines: true } })).text).toMatchObject({
      textType: "richText",
    });
  });

  it.each([
    [{ name: "A", datetime: {} }, 400, "invalidRequest", "Invalid request"],
    [
      { name: "A", currency: { locale: "en-US" } },
      400,
      "invalidRequest",
      "Unable to determine type of provided column definition",
    ],
    [{ name: "A" }, 400, "invalidRequest", "Unable to determine type of provided column definition"],
    [
      { name: "A", text: {}, number: {} },
      400,
      "invalidRequest",
      "Unable to determine type of provided column definition",
    ],
    [{ name: "A", text: {}, defaultValue: null }, 500, "generalException", "General exception while processing"],
    [
      { name: "A", text: {}, enforceUniqueValues: true },
      400,
      "invalidRequest",
      "This field must be indexed to enforce unique values",
    ],
    [{ name: "A", text: { allowMultipleLines: true }, indexed: true }, 400, "invalidRequest", "cannot be indexed"],
    [{ name: "A", text: { maxLength: 256 } }, 400, "invalidRequest", "255"],
    [{ name: "title", text: {} }, 409, "nameAlreadyExists", "already exists"],
    [{ name: "A", displayName: "Created By", text: {} }, 409, "nameAlreadyExists", "already exists"],
    [{ text: {} }, 400, "invalidRequest", "Invalid request"],
  ])("refuses %j", (definition, status, code, message) => {
    expect(() => create(definition)).toThrow(expect.objectContaining({ status, code, message: containing(message) }));
  });

  it("refuses a taken name, or numbers it where a tenant does (table (d) 16)", () => {
    const list = testList([{ name: "Order No", text: {} }]);
    expect(() => create({ name: "order no", text: {} }, list)).toThrow(expect.objectContaining({ status: 409 }));
    const suffixed = createColumn({ name: "Order No", text: {} }, list, 0, { ...profile, duplicateColumn: "suffix" });
    expect(suffixed.name).toBe("Order_x0020_No0");
  });

  it("refuses the 21st index, and an index on more than 20,000 items (contract 12)", () => {
    const list = testList(Array.from({ length: 20 }, (_, at) => ({ name: `C${at}`, number: {}, indexed: true })));
    expect(() => create({ name: "More", number: {}, indexed: true }, list)).toThrow("20 indexed columns");
    expect(create({ name: "More", number: {} }, list).indexed).toBe(false);
    expect(() => create({ name: "Late", number: {}, indexed: true }, testList(), 20_001)).toThrow("20,000");
  });

  it("refuses the column whose bytes pass the row (contract 12)", () => {
    // Title takes 30 of 7,700 bytes, each text column another 30: 255 of them fit, hyperlinks take 60.
    const list = testList(Array.from({ length: 127 }, (_, at) => ({ name: `L${at}`, hyperlinkOrPicture: {} })));
    expect(() => create({ name: "One", text: {} }, list)).not.toThrow();
    const full = testList([
      ...Array.from({ length: 127 }, (_, at) => ({ name: `L${at}`, hyperlinkOrPicture: {} })),
      { name: "One", text: {} },
    ]);
    expect(() => create({ name: "Two", text: {} }, full)).toThrow("total size");
  });
});

describe("patchColumn", () => {
  const list = testList([
    { name: "Qty", number: {} },
    { name: "Kind", choice: { choices: ["a"] } },
  ]);
  const column = (name: string) => {
    const found = list.columns.find((each) => each.name === name);
    if (!found) throw new Error(name);
    return found;
  };

  it("changes what is sent and keeps the rest", () => {
    const kind = patchColumn({ choice: { choices: ["a", "b"] } }, list, column("Kind"), 0, profile);
    expect(kind.facet).toMatchObject({ choices: ["a", "b"], displayAs: "dropDownMenu" });
    expect(patchColumn({ indexed: true, displayName: "Amount" }, list, column("Qty"), 0, profile)).toMatchObject({
      name: "Qty",
      displayName: "Amount",
      indexed: true,
    });
  });

  it("refuses another type, another name, a sealed column and a late index", () => {
    expect(() => patchColumn({ text: {} }, list, column("Qty"), 0, profile)).toThrow("type");
    expect(() => patchColumn({ name: "Other" }, list, column("Qty"), 0, profile)).toThrow("name");
    expect(() => patchColumn({ displayName: "x" }, list, column("Created"), 0, profile)).toThrow(
      expect.objectContaining({ status: 403 }),
    );
    expect(() => patchColumn({ indexed: true }, list, column("Qty"), 20_001, profile)).toThrow("20,000");
    expect(patchColumn({ description: "fine" }, list, column("Qty"), 20_001, profile).description).toBe("fine");
  });
});

it("indexes only what contract 12 names", () => {
  const facetOf = (definition: object) => create({ name: "X", ...definition }).facet;
  expect(isIndexable(facetOf({ lookup: { listId: "x" } }))).toBe(true);
  expect(isIndexable(facetOf({ lookup: { listId: "x", allowMultipleValues: true } }))).toBe(false);
  expect(isIndexable(facetOf({ choice: { choices: ["a"], displayAs: "checkBoxes" } }))).toBe(false);
  expect(isIndexable(facetOf({ hyperlinkOrPicture: {} }))).toBe(false);
});
