import { describe, expect, it } from "vitest";
import { type ColumnToPlan, planList } from "./plan-list";

const column = (change: Partial<ColumnToPlan>): ColumnToPlan => ({
  name: "field",
  kind: "text",
  nativeType: "text",
  maxLength: null,
  precision: null,
  scale: null,
  isNullable: true,
  isPrimaryKey: false,
  isUnique: false,
  comment: null,
  enumValues: null,
  parent: null,
  ...change,
});

function only(change: Partial<ColumnToPlan>) {
  const [planned] = planList([column(change)]).columns;
  if (!planned) throw new Error("Nothing was planned.");
  return planned;
}

describe("the column for each type (Graph contract 14, table b)", () => {
  const cases: readonly [string, Partial<ColumnToPlan>, object, string][] = [
    ["integer", { kind: "integer", nativeType: "integer" }, { number: { decimalPlaces: "none" } }, "exact"],
    ["smallint", { kind: "integer", nativeType: "smallint" }, { number: { decimalPlaces: "none" } }, "exact"],
    ["bigint", { kind: "integer", nativeType: "bigint" }, { text: { maxLength: 20 } }, "exact"],
    ["numeric(12,2)", { kind: "decimal", precision: 12, scale: 2 }, { number: { decimalPlaces: "two" } }, "exact"],
    [
      "numeric(15,8)",
      { kind: "decimal", precision: 15, scale: 8 },
      { number: { decimalPlaces: "automatic" } },
      "exact",
    ],
    ["numeric(16,0)", { kind: "decimal", precision: 16, scale: 0 }, { text: { maxLength: 18 } }, "exact"],
    ["numeric", { kind: "decimal" }, { text: { maxLength: 255 } }, "exact"],
    ["double precision", { kind: "float" }, { number: { decimalPlaces: "automatic" } }, "exact"],
    ["boolean not null", { kind: "boolean", isNullable: false }, { boolean: {} }, "exact"],
    [
      "boolean",
      { kind: "boolean" },
      { choice: { choices: ["true", "false"], displayAs: "dropDownMenu", allowTextEntry: false } },
      "exact",
    ],
    ["varchar(255)", { maxLength: 255 }, { text: { maxLength: 255 } }, "exact"],
    ["varchar(256)", { maxLength: 256 }, { text: { allowMultipleLines: true, textType: "plain" } }, "exact"],
    ["text", {}, { text: { allowMultipleLines: true, textType: "plain" } }, "exact"],
    [
      "enum",
      { kind: "enum", enumValues: ["low", "High"] },
      { choice: { choices: ["low", "High"], displayAs: "dropDownMenu", allowTextEntry: false } },
      "exact",
    ],
    [
      "array of an enum",
      { kind: "array", enumValues: ["a", "b"] },
      { choice: { choices: ["a", "b"], displayAs: "checkBoxes", allowTextEntry: false } },
      "exact",
    ],
    ["text[]", { kind: "array" }, { text: { allowMultipleLines: true, textType: "plain" } }, "limited"],
    ["date", { kind: "date" }, { dateTime: { format: "dateOnly" } }, "exact"],
    ["timestamptz", { kind: "instant" }, { dateTime: { format: "dateTime" } }, "exact"],
    ["timestamp", { kind: "local-datetime" }, { dateTime: { format: "dateTime" } }, "exact"],
    ["time", { kind: "time" }, { text: { maxLength: 21 } }, "exact"],
    ["interval", { kind: "interval" }, { text: { maxLength: 60 } }, "exact"],
    ["uuid", { kind: "uuid" }, { text: { maxLength: 36 } }, "exact"],
    ["jsonb", { kind: "json" }, { text: { allowMultipleLines: true, textType: "plain" } }, "exact"],
  ];

  it.each(cases)("%s", (_, change, facet, fit) => {
    const planned = only(change);
    expect(planned.draft).toEqual({ name: "Field", displayName: "Field", ...facet });
    expect(planned.fit).toBe(fit);
  });

  it.each(["binary", "geometry", "unknown"] as const)("has none for %s, and says why", (kind) => {
    const planned = only({ kind });
    expect(planned).toMatchObject({ draft: null, fit: "impossible" });
    expect(planned.reasons).toHaveLength(1);
  });
});

describe("keys", () => {
  it("indexes a single key column and makes it unique", () => {
    expect(only({ kind: "uuid", isPrimaryKey: true }).draft).toMatchObject({
      indexed: true,
      enforceUniqueValues: true,
    });
  });

  it("gives an unbounded text key a single line, because a note takes no index, and says what is refused", () => {
    const planned = only({ isPrimaryKey: true });
    expect(planned.draft).toMatchObject({ text: { maxLength: 255 }, indexed: true });
    expect(planned.fit).toBe("limited");
  });

  it("makes no column of a composite key unique by itself", () => {
    const plan = planList([
      column({ name: "a", kind: "uuid", isPrimaryKey: true }),
      column({ name: "b", kind: "uuid", isPrimaryKey: true }),
    ]);
    for (const planned of plan.columns) {
      expect(planned.draft?.indexed).toBe(true);
      expect(planned.draft?.enforceUniqueValues).toBeUndefined();
    }
  });

  it("only indexes other unique columns", () => {
    const draft = only({ kind: "uuid", isUnique: true }).draft;
    expect(draft?.indexed).toBe(true);
    expect(draft?.enforceUniqueValues).toBeUndefined();
  });

  it("keeps one of the 20 indexes for SyncBridgeKey", () => {
    const plan = planList(
      Array.from({ length: 25 }, (_, at) => column({ name: `u${at}`, kind: "uuid", isUnique: true })),
    );
    expect(plan.indexCount).toBe(20);
    expect(plan.columns.filter((planned) => planned.draft?.indexed)).toHaveLength(19);
    expect(plan.columns.at(-1)?.reasons.join()).toContain("20 indexes");
  });
});

describe("names", () => {
  const cases: readonly [string, string, string][] = [
    ["country_code", "CountryCode", "Country code"],
    ["updatedAt", "UpdatedAt", "Updated at"],
    ["Größe in m²", "GrosseInM2", "Größe in m²"],
    ["2nd name", "Column2ndName", "2nd name"],
    ["title", "TitleValue", "Title (source)"],
    ["ID", "IDValue", "ID (source)"],
    ["created", "CreatedValue", "Created (source)"],
    ["author", "AuthorValue", "Author (source)"],
    ["EDITOR", "EDITORValue", "EDITOR (source)"],
    ["scope", "ScopeValue", "Scope"],
    ["数量", "Column", "数量"],
    [
      "a_name_that_is_longer_than_thirty_two_characters",
      "ANameThatIsLongerThanThirtyTwoCh",
      "A name that is longer than thirty two characters",
    ],
  ];

  it.each(cases)("%s", (name, internal, display) => {
    expect(only({ name }).draft).toMatchObject({ name: internal, displayName: display });
  });

  it("are kept apart where two columns would share one", () => {
    const plan = planList([column({ name: "a_b" }), column({ name: "aB" }), column({ name: "A-B" })]);
    expect(plan.columns.map((planned) => planned.draft?.name)).toEqual(["AB", "AB2", "AB3"]);
    expect(new Set(plan.columns.map((planned) => planned.draft?.displayName?.toLowerCase())).size).toBe(3);
  });
});

describe("the size of a row", () => {
  it("leaves out what does not fit and says so", () => {
    const plan = planList(Array.from({ length: 300 }, (_, at) => column({ name: `c${at}`, maxLength: 10 })));
    const made = plan.columns.filter((planned) => planned.draft !== null);
    expect(made).toHaveLength(Math.floor((7_700 - 60) / 30));
    expect(plan.rowBytes).toBeLessThanOrEqual(7_700);
    expect(plan.columns.at(-1)?.reasons.join()).toContain("full");
  });

  it("still takes a smaller column after a larger one was left out", () => {
    const wide = Array.from({ length: 254 }, (_, at) => column({ name: `c${at}`, maxLength: 10 }));
    const plan = planList([
      ...wide,
      column({ name: "left", maxLength: 10 }),
      column({ name: "flag", kind: "boolean", isNullable: false }),
    ]);
    expect(plan.columns.at(-2)?.fit).toBe("impossible");
    expect(plan.columns.at(-1)?.fit).toBe("exact");
  });
});
