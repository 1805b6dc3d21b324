import { describe, expect, it } from "vitest";
import { readFieldChanges, type WriteRules } from "./field-write";
import { defaultProfile, type Profile } from "./profile";
import { testData } from "./testing/lists";
import { containing } from "./testing/matchers";

const definitions = [
  { name: "OrderNo", text: { maxLength: 20 } },
  { name: "Order No", text: {} },
  { name: "Note", text: { allowMultipleLines: true, textType: "plain" } },
  { name: "Rich", text: { allowMultipleLines: true } },
  { name: "Qty", number: { minimum: 0 } },
  { name: "Paid", boolean: {} },
  { name: "Due", dateTime: { format: "dateOnly" } },
  { name: "At", dateTime: {} },
  { name: "Kind", choice: { choices: ["Big", "Small"] } },
  { name: "Tags", choice: { choices: ["x", "y"], displayAs: "checkBoxes" } },
  { name: "Customer", lookup: { listId: "l" } },
  { name: "People", personOrGroup: { allowMultipleSelection: true } },
  { name: "Link", hyperlinkOrPicture: {} },
  { name: "_hidden", text: {} },
];
const data = testData(definitions);

function write(fields: object, profile: Partial<Profile> = {}, mode: WriteRules["mode"] = "create") {
  const rules: WriteRules = {
    data,
    timeZone: "America/Los_Angeles",
    profile: { ...defaultProfile(), ...profile },
    mode,
  };
  return Object.fromEntries(readFieldChanges(fields, rules));
}
const refusal = (fields: object, profile: Partial<Profile> = {}) => {
  try {
    write(fields, profile);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("values are stored", () => {
  it.each([
    [{ OrderNo: "A-17" }, { OrderNo: "A-17" }],
    [{ Order_x0020_No: "1" }, { Order_x0020_No: "1" }],
    [{ OrderNo: "" }, { OrderNo: null }],
    [{ Note: "a\nb" }, { Note: "a\nb" }],
    [{ Qty: 1 / 3 }, { Qty: 0.333333333333333 }],
    [{ Paid: false }, { Paid: false }],
    [{ Paid: null }, { Paid: null }],
    // A date without time is midnight of the site's zone (Graph contract 6.2).
    [{ Due: "2026-01-03" }, { Due: "2026-01-03T08:00:00Z" }],
    [{ Due: "2026-01-03T12:00:00Z" }, { Due: "2026-01-03T08:00:00Z" }],
    [{ Due: "2026-01-03T02:00:00Z" }, { Due: "2026-01-02T08:00:00Z" }],
    // Milliseconds are dropped (Graph contract 1.1).
    [{ At: "2026-01-03T12:00:00.987Z" }, { At: "2026-01-03T12:00:00Z" }],
    [{ At: "2026-01-03T14:00:00+02:00" }, { At: "2026-01-03T12:00:00Z" }],
    [{ Kind: "Big" }, { Kind: "Big" }],
    [{ "Tags@odata.type": "Collection(Edm.String)", Tags: ["x", "x", "y"] }, { Tags: ["x", "y"] }],
    [{ "Tags@odata.type": "Collection(Edm.String)", Tags: [] }, { Tags: null }],
    [{ CustomerLookupId: 6 }, { Customer: 6 }],
    [{ CustomerLookupId: "6" }, { Customer: 6 }],
    [{ CustomerLookupId: null }, { Customer: null }],
    [{ "PeopleLookupId@odata.type": "Collection(Edm.Int32)", PeopleLookupId: [1, 2] }, { People: [1, 2] }],
    [{ "PeopleLookupId@odata.type": "Collection(Edm.String)", PeopleLookupId: ["1"] }, { People: [1] }],
  ])("%j as %j", (fields, expected) => {
    expect(write(fields)).toEqual(expected);
  });

  it("wraps rich text in HTML (trap 25)", () => {
    expect(write({ Rich: "<p>a</p>" }).Rich).toMatch(/^<div class="ExternalClass[0-9A-F]{32}"><p>a<\/p><\/div>$/);
  });
});

describe("refused with 400 invalidRequest", () => {
  it.each([
    [{ Nope: 1 }, "Field 'Nope' is not recognized"],
    [{ "Order No": "1" }, "Field 'Order No' is not recognized"],
    [{ orderno: "1" }, "Field 'orderno' is not recognized"],
    [{ _hidden: "x" }, "Field '_hidden' is not recognied"],
    [{ Customer: 6 }, "Field 'Customer' is not recognized"],
    [{ Modified: "2026-01-01T00:00:00Z" }, "read-only"],
    [{ id: "4" }, "read-only"],
    [{ OrderNo: "x".repeat(256) }, "255"],
    [{ Note: "x".repeat(64_000) }, "63999"],
    [{ OrderNo: 17 }, "Invalid request"],
    [{ Qty: "4" }, "Invalid request"],
    [{ Paid: "yes" }, "Invalid request"],
    [{ Kind: "big" }, "Invalid request"],
    [{ At: "yesterday" }, "Invalid request"],
    [{ At: "1850-01-01T00:00:00Z" }, "Invalid request"],
    [{ Due: "2026-02-30" }, "Invalid request"],
    [{ Tags: ["x"] }, "A value without a type name was found"],
    [{ "OrderNo@odata.type": "Edm.String", OrderNo: "x" }, "A value without a type name was found"],
    [{ "Tags@odata.type": "Collection(Edm.String)", Tags: ["z"] }, "Invalid request"],
    [{ Link: { Url: "https://a.example", Description: "a" } }, "Invalid request"],
  ])("%j", (fields, message) => {
    expect(refusal(fields)).toMatchObject({
      status: 400,
      code: "invalidRequest",
      message: containing(message),
    });
  });

  it("a structure where a scalar belongs is a general exception (Graph contract 6.1)", () => {
    expect(refusal({ OrderNo: { a: 1 } })).toMatchObject({ status: 500, code: "generalException" });
    expect(refusal({ CustomerLookupId: { LookupId: 1, LookupValue: "a" } })).toMatchObject({
      status: 400,
      message: containing("A value without a type name was found"),
    });
  });
});

describe("switches", () => {
  it("decide about read-only columns, lengths, ranges, choices and links (table (d) 5, 12, 13, 15)", () => {
    expect(write({ Modified: "x" }, { readOnlyWrites: "ignore" })).toEqual({});
    expect(write({ OrderNo: "x".repeat(21) })).toEqual({ OrderNo: "x".repeat(21) });
    expect(refusal({ OrderNo: "x".repeat(21) }, { enforceMaxLength: true })).toMatchObject({ status: 400 });
    expect(write({ Qty: -1 })).toEqual({ Qty: -1 });
    expect(refusal({ Qty: -1 }, { enforceNumberRange: true })).toMatchObject({ status: 400 });
    const tags = { "Tags@odata.type": "Collection(Edm.String)", Tags: ["other"] };
    expect(write(tags, { enforceChoices: false })).toEqual({ Tags: ["other"] });
    expect(write({ At: "1850-01-01T00:00:00Z" }, { firstYear: 1800 })).toEqual({ At: "1850-01-01T00:00:00Z" });
    expect(refusal({ At: "2201-01-01T00:00:00Z" }, { lastYear: 2200 })).toMatchObject({ status: 400 });
    expect(write({ Created: "2020-01-01T00:00:00Z" }, { authorWrites: "accept" })).toEqual({});
    expect(write({ Kind: "other" }, { enforceChoices: false })).toEqual({ Kind: "other" });
    expect(refusal({ CustomerLookupId: "6" }, { lookupIdWrites: "number" })).toMatchObject({ status: 400 });
    const link = { Link: { Url: "https://a.example" } };
    expect(refusal(link, { hyperlinkWrites: "patch" })).toMatchObject({ status: 400 });
    expect(write(link, { hyperlinkWrites: "patch" }, "patch").Link).toEqual({
      Url: "https://a.example",
      Description: "https://a.example",
    });
  });
});
