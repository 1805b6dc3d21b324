import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile";
import { accepted, type Cells, compile, fault, refused, value } from "./testing/compiled";

describe("columns", () => {
  const cells: Cells = { name: "Ada", "a b": "with space", Straße: "Hauptstraße 1", order: "7", row: "own" };

  it.each([
    ["name", "Ada"],
    ["order + 1", "8"],
    ['row["a b"]', "with space"],
    ['row["Straße"].upper()', "HAUPTSTRASSE 1"],
    ["row.name", "Ada"],
    ['row["row"]', "own"],
  ])("%s is reached", (text, wanted) => {
    expect(value(text, cells)).toBe(wanted);
  });

  it("value is the mapping's own column, whatever its name", () => {
    expect(value("value.upper()", cells, "Straße")).toBe("HAUPTSTRASSE 1");
    expect(refused(compile("value")).message).toBe("There is no column that value could stand for.");
  });

  it("names the columns that are read, and no others", () => {
    const compiled = accepted(compile('name + row["a b"] + ["x"].map(qty, qty).join("")'));
    expect(compiled.columnsUsed).toEqual(["name", "a b"]);
  });

  it.each([
    ["naem", "There is no column “naem”.", "Did you mean name?"],
    ["strase", "There is no column “strase”.", 'Did you mean row["Straße"]?'],
    ["nam.trim()", "There is no column “nam”.", "Did you mean name?"],
    ["name.trimm()", "There is no function “trimm”.", "Did you mean trim(…)?"],
    ['row["nope"]', "There is no column “nope”.", null],
    ["photo", "The column “photo” (binary) cannot be used in expressions.", "Leave it out."],
    [
      "Straße",
      "A name holds only the letters a to z, digits and _.",
      'A column of another name is reached by row["…"].',
    ],
    ["name = 1", "= is not expected here.", "Write == to compare."],
    ["run.started", "“run.started” is no value by itself.", "There are run.startedAt, run.id, definition.name."],
  ])("%s is refused", (text, message, remedy) => {
    const problem = refused(compile(text));
    expect(problem.message).toBe(message);
    if (remedy !== null) expect(problem.remedy).toBe(remedy);
  });

  it("says the place by offset, line and column, counted in characters", () => {
    expect(refused(compile('"😀" +\n  naem'))).toMatchObject({ start: 9, end: 13, line: 2, column: 3 });
    expect(refused(compile("naem + 1"))).toMatchObject({ start: 0, end: 4, line: 1, column: 1 });
  });
});

describe("null", () => {
  it.each([
    ["name == null", "true"],
    ["name != null", "false"],
    ["null == name", "true"],
    ['name == "a"', "false"],
    ['name != "a"', "false"],
    ["qty < 5", "false"],
    ["qty >= 5", "false"],
    ["qty == price", "false"],
    ["!(qty > 5)", "true"],
    ["active", null],
    ["!active", "true"],
    ["active && true", "false"],
    ["active || true", "true"],
    ["active ? 1 : 2", "2"],
    ['name in ["a"]', "false"],
    ["qty + 1", null],
    ["-qty", null],
    ["price * qty", null],
    ["weight / 0.0", null],
    ['name + "x"', null],
    ["name.trim().upper()", null],
    ['name.contains("a")', null],
    ['name.matches("a")', null],
    ["size(name)", null],
    ["date(placed_at)", null],
    ["due.addDays(1)", null],
    ['tags.exists(t, t == "a")', "false"],
    ["tags.map(t, t.upper())", null],
    ["tags[0]", null],
    ['coalesce(name, "x")', "x"],
    ['concat(name, "x")', "x"],
    ["isEmpty(name)", "true"],
    ["has(name)", "false"],
    ['lookup(name, {"a": "b"})', null],
    ['lookup(name, {"a": "b"}, "c")', "c"],
    ["null", null],
  ])("with every column null, %s is %s", (text, wanted) => {
    expect(value(text)).toBe(wanted);
  });

  it("warns where it decides silently, and not where a column cannot be null", () => {
    expect(accepted(compile('name == "a"', "boolean")).warnings).toEqual([
      {
        message: "`name` may be empty; the comparison is false then. Add == null to ask for that.",
        ...{ start: 0, end: 4, line: 1, column: 1 },
      },
    ]);
    expect(accepted(compile('code == "a"', "boolean")).warnings).toEqual([]);
    expect(accepted(compile('name.orElse("") == "a"', "boolean")).warnings).toEqual([]);
  });
});

describe("numbers", () => {
  const cells: Cells = { qty: "9007199254740993", price: "0.10", weight: "0.5" };

  it.each([
    ["qty + 1", "9007199254740994"],
    ["qty * qty", "81129638414606699710187514626049"],
    ["price + 0.2", "0.30"],
    ["price * 3", "0.30"],
    ["price == 0.1", "true"],
    ["price + 0.2 == 0.3", "true"],
    ["weight + 0.1", "0.6"],
    ["price / 3", "0.0333333333333333"],
    ["1.0 / 8", "0.125"],
    ["7 / 2", "3"],
    ["7 % 2", "1"],
    ["number(7) / 2", "3.5"],
    ["2.50 > 2", "true"],
    ["1e3", "1000"],
    ["-2.50", "-2.50"],
    ["true ? 1 : 2.5", "1"],
    ['[1, 2.5].join(" ")', "1 2.5"],
  ])("%s is %s, exactly", (text, wanted) => {
    expect(value(text, cells)).toBe(wanted);
  });

  it("warns that whole numbers divide without a rest", () => {
    expect(accepted(compile("qty / 2")).warnings.map(({ message }) => message)).toEqual([
      "Whole numbers are divided without a rest: 7 / 2 is 3. Write number(…) around one of them for 3.5.",
    ]);
  });

  it.each(["qty / 0", "price / 0", "weight / 0.0", "qty % 0"])("%s fails the row, at its place", (text) => {
    expect(fault(text, cells)).toMatchObject({ message: "A number was divided by zero.", span: { start: 0 } });
  });
});

describe("kinds", () => {
  it.each([
    ["qty + name", "Turn the other part into text with text(…)."],
    ["name * 2", "Turn the text into a number with number(…)."],
    ["due + 1", "Dates are moved with addDays(…), addMonths(…) or addHours(…), and compared with daysBetween(…)."],
    ['due == "2026-01-01"', 'Write the text as date("…").'],
    ["due == placed_at", "Bring both to one kind, for example with date(…)."],
    ['qty == "5"', "Turn the text into a number with number(…), or the number into text with text(…)."],
    ["qty && true", "Compare it with something, for example with == or >."],
    ["qty.trim()", "Turn it into text with text(…). It is written trim(text)."],
    ["active < true", null],
    ["[1, name]", null],
    ["active ? 1 : name", null],
    ['{"a": 1}', null],
    ['{"a": 1, "a": 2}', null],
    ["{name: 1}", null],
    ["[[1]]", null],
    ["name.x", null],
    ["5u", null],
    ['b"x"', null],
    ["", "Write one, for example value.trim()."],
  ])("%s is refused", (text, remedy) => {
    const problem = refused(compile(text));
    expect(problem.message).toMatch(/^([^a-z]|\w+\(…\)).*[.]$/);
    if (remedy !== null) expect(problem.remedy).toBe(remedy);
  });

  it.each([
    ["name", "text"],
    ["qty", "integer"],
    ["qty + price", "decimal"],
    ["price * weight", "float"],
    ["qty > 1", "boolean"],
    ["placed_at", "instant"],
    ["local", "local-datetime"],
    ["due.addMonths(1)", "date"],
    ["opens", "time"],
    ["tags", "array"],
    ["null", "text"],
  ])("%s travels as %s", (text, kind) => {
    expect(accepted(compile(text)).resultKind).toBe(kind);
  });

  it("a filter is a yes or no", () => {
    expect(refused(compile("qty", "boolean")).message).toBe("The filter gives whole number, not a yes or no.");
    expect(accepted(compile("active", "boolean")).resultKind).toBe("boolean");
  });
});

describe("values that pass through", () => {
  it.each([
    ["name", " a\r\nb "],
    ["qty", "12345678901234567890"],
    ["price", "12.3400"],
    ["weight", "1e-7"],
    ["placed_at", "2026-01-02T03:04:05.120000Z"],
    ["due", "2026-01-02"],
    ["opens", "03:04:05.5"],
    ["tags", '["a",null,"b"]'],
  ] as const)("%s keeps its exact form", (name, text) => {
    expect(value(name, { [name]: text })).toBe(text);
  });

  it.each([
    ["due", "infinity"],
    ["due", "2026-02-31"],
    ["placed_at", "0044-03-15T00:00:00Z BC"],
    ["price", "NaN"],
  ] as const)("%s of %s fails the row, not the run", (name, text) => {
    expect(fault(name, { [name]: text }).message).toContain("an expression can compute with");
  });
});

describe("dates", () => {
  it.each([
    ['inZone(placed_at, "Europe/Berlin")', "2026-07-02T00:30:00.5"],
    ['date(inZone(placed_at, "Europe/Berlin"))', "2026-07-02"],
    ['formatDate(inZone(placed_at, "Asia/Kathmandu"), "d.M.yyyy \'at\' H:mm")', "2.7.2026 at 4:15"],
    ['placed_at > timestamp("2026-07-01T22:30:00Z")', "true"],
    ['due.addMonths(1) == date("2028-02-29")', "true"],
    ["daysBetween(due, due.addYears(1))", "366"],
    ["opens.hour()", "23"],
  ])("%s is %s", (text, wanted) => {
    const cells: Cells = { placed_at: "2026-07-01T22:30:00.5Z", due: "2028-01-31", opens: "23:00:00" };
    expect(value(text, cells)).toBe(wanted);
  });

  it("does not go beyond the calendar", () => {
    expect(fault("due.addYears(8000)", { due: "2026-01-01" }).message).toBe(
      "The date would be beyond the years 1 to 9999.",
    );
    expect(fault("due.addDays(-800000)", { due: "2026-01-01" }).message).toBe(
      "The date would be beyond the years 1 to 9999.",
    );
    expect(refused(compile('inZone(placed_at, "Mars/Base")')).message).toBe("This is no time zone.");
    expect(refused(compile("inZone(placed_at, name)")).message).toBe("This is no time zone.");
  });
});

describe("logic", () => {
  it("lets a side that decides make the other one's failure irrelevant, as CEL does", () => {
    expect(value("1 / (qty - qty) == 1 || true", { qty: "1" })).toBe("true");
    expect(value("1 / (qty - qty) == 1 && false", { qty: "1" })).toBe("false");
    expect(fault("1 / (qty - qty) == 1 || false", { qty: "1" }).message).toBe("A number was divided by zero.");
    expect(value("tags.exists(t, number(t) == 2)", { tags: '["x","2"]' })).toBe("true");
    expect(fault("tags.exists(t, number(t) == 3)", { tags: '["x","2"]' }).message).toBe('"x" is no number.');
  });

  it("binds names of elements inside of each other", () => {
    const text = 'tags.filter(a, tags.exists_one(b, a == b)).map(a, a + "!").join("")';
    expect(value(text, { tags: '["x","y","y"]' })).toBe("x!");
  });

  it("knows the run, and says that its result differs from run to run", () => {
    const facts = { id: "r1", startedAt: "2026-01-02T03:04:05.678Z", definitionName: "Customers" };
    const stamped = accepted(compileExpression("text(run.startedAt) + run.id", [], { expects: "value", facts }));
    expect(stamped.evaluate([])).toEqual({ ok: true, value: "2026-01-02T03:04:05Zr1" });
    expect(stamped.isVolatile).toBe(true);
    const named = accepted(compileExpression("definition.name", [], { expects: "value", facts }));
    expect(named.evaluate([])).toEqual({ ok: true, value: "Customers" });
    expect(named.isVolatile).toBe(false);
  });
});
