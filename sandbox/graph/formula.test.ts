import { describe, expect, it } from "vitest";
import { FormulaError, parseFormula } from "./formula";

const cells: Record<string, string | number | boolean> = { Qty: 3, Price: 2.5, "Unit name": "Box" };
const value = (formula: string) => parseFormula(formula)((column) => cells[column]);

describe("a formula", () => {
  it.each([
    ["=[Qty]*[Price]", 7.5],
    ["=1+2*3", 7],
    ["=(1+2)*3", 9],
    ["=10-2-3", 5],
    ['=[Unit name]&" of "&Qty', "Box of 3"],
    ['=IF([Qty]>2,"many","few")', "many"],
    ['=AND([Qty]>=3,[Unit name]="BOX",NOT([Price]=0))', true],
    ["=LEN([Unit name])<=2", false],
    ["=ROUND(-[Price]/3,2)", -0.83],
    ['=CONCATENATE("a ""b""",[Missing])', 'a "b"'],
  ])("%s is %s", (formula, expected) => {
    expect(value(formula)).toBe(expected);
  });

  it.each(["=", "=1+", "=(1", "=VLOOKUP([Qty])", "=1 2", "=[Qty"])("refuses %s", (formula) => {
    expect(() => value(formula)).toThrow(FormulaError);
  });
});
