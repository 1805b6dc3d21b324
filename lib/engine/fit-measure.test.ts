import { describe, expect, it } from "vitest";
import { FitCounter, type FitMeasure, measuredFit } from "./fit-measure";
import type { TypeFit } from "./fit-source";
import { computed, definitionOf, pushed, targetColumn } from "./testing/definitions";
import type { FieldMapping, SourceValue, TargetColumn, ValueKind } from "./types";

function measure(mapping: FieldMapping, values: readonly SourceValue[], isUnique = false, kind: ValueKind = "text") {
  const columns = [{ name: "value", kind, nativeType: kind }];
  const counter = new FitCounter(mapping, isUnique, columns, definitionOf([mapping]), null);
  for (const [index, value] of values.entries()) counter.add([value], { text: `id=${index + 1}` });
  return counter.result();
}
const column = (target: TargetColumn, kind: ValueKind = "text") => pushed("value", kind, target);

describe("FitCounter", () => {
  it("counts rows that exceed a length, says the longest and keeps their keys", () => {
    const found = measure(column(targetColumn("Name", "text")), ["short", "x".repeat(300), null, "", "😀".repeat(128)]);
    expect(found).toMatchObject({
      rows: 5,
      empty: 2,
      refused: 2,
      longest: 300,
      duplicates: null,
      unknownChoices: null,
    });
    expect(found.byCode).toEqual([{ code: "text-too-long", rows: 2 }]);
    expect(found.failing.map(({ identity }) => identity)).toEqual(["id=2", "id=5"]);
  });

  it("keeps at most twenty failing rows and counts all", () => {
    const found = measure(
      column(targetColumn("Amount", "number")),
      Array.from({ length: 50 }, () => "many"),
    );
    expect([found.refused, found.failing.length]).toEqual([50, 20]);
  });

  it("tells the distinct values outside the choices, of arrays too", () => {
    const choices = ["Open", "Closed"];
    const single = measure(column(targetColumn("State", "choice", { choices })), ["Open", "open", "Shut", "open"]);
    expect(single.unknownChoices).toEqual({ distinct: 2, examples: ["open", "Shut"] });
    const several = column(targetColumn("Tags", "multi-choice", { choices }), "array");
    expect(measure(several, ['["Open","x"]', '["Closed"]'], false, "array").unknownChoices).toEqual({
      distinct: 1,
      examples: ["x"],
    });
  });

  it("counts values that stand twice where the list column is unique, whatever their case", () => {
    const target = column(targetColumn("Code", "text"));
    expect(measure(target, ["a", "A", "b", null, null, "a"], true).duplicates).toBe(2);
    expect(measure(target, ["a", "a"]).duplicates).toBeNull();
  });

  it("counts numbers outside the range of the list column, and refuses none of them", () => {
    const values = ["1", "10", "11", "0.5", null];
    const within = (range: TargetColumn["range"]) =>
      measure(column(targetColumn("Amount", "number", range && { range }), "decimal"), values, false, "decimal");
    expect(within({ least: 1, greatest: 10 })).toMatchObject({ outOfRange: 2, refused: 0 });
    expect(within({ least: null, greatest: 10 })).toMatchObject({ outOfRange: 1, refused: 0 });
    expect(within(undefined).outOfRange).toBeNull();
  });

  it("measures what an expression gives", () => {
    const mapping = {
      ...computed("value + value", targetColumn("Twice", "text", { maxLength: 5 })),
      sourceColumn: "value",
    };
    expect(measure(mapping, ["ab", "abc"])).toMatchObject({ refused: 1, longest: 6 });
  });
});

describe("measuredFit", () => {
  const lossy: TypeFit = { level: "lossy", reasons: ["The type is wider."] };
  const found = (part: Partial<FitMeasure>): FitMeasure => ({
    rows: 12_000,
    empty: 0,
    refused: 0,
    byCode: [],
    longest: null,
    unknownChoices: null,
    duplicates: null,
    outOfRange: null,
    failing: [],
    ...part,
  });
  const refused = (rows: number, code: FitMeasure["byCode"][number]["code"] = "text-too-long") =>
    found({ refused: rows, byCode: [{ code, rows }] });

  it("says how many of how many rows are refused, and why", () => {
    const fit = measuredFit(lossy, refused(144), false);
    expect(fit.level).toBe("lossy");
    expect(fit.reasons[0]).toMatch(/^1\.2 % of the first 12,000 rows: .*\.$/);
    expect(fit.reasons).toContain("The type is wider.");
  });

  it.each<[string, TypeFit, FitMeasure, TypeFit["level"]]>([
    ["a type that may refuse, and did not, is safe", lossy, found({}), "safe"],
    ["an exact type stays exact", { level: "exact", reasons: [] }, found({}), "exact"],
    ["a type that should not refuse, and did, is lossy", { level: "exact", reasons: [] }, refused(1), "lossy"],
    ["no value taken needs a transform", lossy, refused(12_000), "needs-transform"],
    ["no parent there yet needs none", lossy, refused(12_000, "parent-missing"), "lossy"],
    ["what every value loses is lost", { ...lossy, loses: "always" }, found({}), "lossy"],
    [
      "what is lost of empty values is lost where there are any",
      { ...lossy, loses: "when-empty" },
      found({ empty: 1 }),
      "lossy",
    ],
    ["and not where there is none", { ...lossy, loses: "when-empty" }, found({}), "safe"],
    ["a value that stands twice in a unique column is lossy", lossy, found({ duplicates: 3 }), "lossy"],
    ["a number outside the column's range is lossy", lossy, found({ outOfRange: 3 }), "lossy"],
    ["nothing was looked at", lossy, found({ rows: 0 }), "lossy"],
    ["impossible stays impossible", { level: "impossible", reasons: ["No."] }, refused(9), "impossible"],
  ])("%s", (_, byType, measured, level) => {
    expect(measuredFit(byType, measured, true).level).toBe(level);
  });

  it("never rounds a share to nothing or to all", () => {
    const share = (rows: number) => measuredFit(lossy, refused(rows), true).reasons[0]?.split(" of ")[0];
    expect([share(1), share(11_999), share(12_000), share(600)]).toEqual([
      "Less than 0.1 %",
      "Over 99.9 %",
      "100 %",
      "5.0 %",
    ]);
  });
});
