import { describe, expect, it } from "vitest";
import { findingsOf, profileOf, reportText } from "./probe-sharepoint-report";
import { meaningOf, probeSwitches, type SwitchName, usualOf, valuesOf } from "./probe-sharepoint-switches";

describe("the report of a probe", () => {
  const findings = findingsOf([
    { name: "strictDollar", answered: "400 badargument", verdict: { value: true } },
    { name: "firstYear", answered: "8 kept, 0 not", verdict: { value: 12_000 } },
    { name: "mismatchCode", answered: "412 resourcemodified", verdict: { value: "resourceModified" } },
    { name: "hyperlinkWrites", answered: "–", verdict: { undecided: "the column was refused" } },
  ]);

  it("says what was asked, answered and decided, in the contract's order", () => {
    const lines = reportText(findings).split("\n");
    expect(lines.slice(0, 8)).toEqual([
      " 1  a change with an outdated If-Match: 412 resourcemodified",
      "    → mismatchCode = resourceModified: 412 with the code resourceModified (as the contract assumes)",
      " 5  a value of a hyperlink column, in a new item and as a change: –",
      "    → undecided: the column was refused",
      "24  dates of early years: 8 kept, 0 not",
      "    → undecided: 12000 is out of range",
      "26  ?expand= without its $: 400 badargument",
      "    → strictDollar = true: refused (NOT as the contract assumes)",
    ]);
    expect(lines).toContain(" 3  needs a list of more than 5,000 items");
  });

  it("holds in the profile only what was decided", () => {
    expect(profileOf(findings)).toEqual({ mismatchCode: "resourceModified", strictDollar: true });
  });

  it("has a meaning for each value of each switch", () => {
    for (const name of Object.keys(probeSwitches) as SwitchName[]) {
      for (const value of [...valuesOf(name), usualOf(name) ?? "none"]) expect(meaningOf(name, value)).not.toBeNull();
      expect(meaningOf(name, "something else")).toBeNull();
    }
  });
});
