import path from "node:path";
import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile";
import { functionGroups } from "./functions/entry";
import { functionTexts } from "./functions/table";
import { columnKinds, kindOfColumn, sayKind } from "./kind";
import { limits } from "./limits";

/** What no table says; the rest of `docs/expressions.md` is made of the tables that the engine itself works by. */
const introduction = `# Expressions

Made from \`lib/engine/expression\` by its tests (\`npx vitest run --project unit lib/engine/expression -u\` renews it); do not edit by hand.

A mapping may give its list column what an expression makes of the row, and a definition may say by one which rows take part. Expressions are
[CEL](https://cel.dev), with the functions below. They are checked against the table when they are saved, and can be tried on real rows before.
Decision [8](adr/0008-expressions.md) tells why they are as they are.

\`\`\`
value.trim().upper()
concat(first_name, " ", last_name)
status in ["open", "waiting"] && placed_at > timestamp("2026-01-01T00:00:00Z")
lookup(country, {"DE": "Germany", "FR": "France"}, "elsewhere")
\`\`\`

## Names

- A column is said by its name: \`quantity\`. A name with other characters than a to z, digits and _, or one that means something else here, is said
  as \`row["unit price"]\`, \`row["Straße"]\`, \`row["value"]\`.
- \`value\` is the mapping's own column, whatever it is called.
- \`definition.name\`, \`run.id\` and \`run.startedAt\` tell of the sync and the run. A field that tells of the run is written whenever something else of
  its row is; a new run alone is no reason to write.
- Constants are written out: \`"text"\`, \`12\`, \`12.50\`, \`true\`, \`null\`, \`["a", "b"]\`, \`{"a": "b"}\`.
- \`x.trim()\` and \`trim(x)\` are the same, for every function.

Nothing else can be reached: no file, no network, no clock, no object of the program.

## Empty values

Every column may be empty (null).

- Comparing null is false, \`!=\` included; saving warns of it. \`x == null\` and \`x != null\` ask whether there is a value.
- Arithmetic with null is null, and so is a function given null, except those under *Empty values*.
- Where a yes or no is wanted (\`&&\`, \`||\`, \`!\`, \`? :\`, a filter), null counts as no.
- What the list gets of a field without a value is the mapping's own rule: empty the column, leave it, or write a default. A text without characters is
  no value for a list.

## Operators

| | |
|---|---|
| \`== != < <= > >=\` | compare two values of one kind; texts by their characters |
| \`&& || !\` | and, or, not; a side that decides makes a failure of the other one irrelevant |
| \`condition ? a : b\` | a where the condition holds, else b |
| \`+ - * /\` | exact for whole and decimal numbers; \`+\` also joins texts and lists |
| \`%\` | the rest of a division |
| \`in\` | whether a list or the keys of a table of values have a value |
| \`list[0]\`, \`{…}[key]\` | an element; the row fails where there is none |

Whole numbers are divided without a rest (\`7 / 2\` is \`3\`); \`number(7) / 2\` is \`3.5\`. A quotient of decimal numbers that has no end is rounded to 15
significant digits, which is what a list keeps.
`;

const kindsTable = () =>
  [
    "## Kinds\n",
    "| Column | In expressions |\n|---|---|",
    ...columnKinds.map((kind) => {
      const found = kindOfColumn({ kind });
      return `| ${kind} | ${found ? sayKind(found) : "cannot be used"} |`;
    }),
    "\nA whole number is taken where a decimal one is wanted, and an exact number beside a floating one becomes floating. `1.10` is an exact decimal number, `1e3` a floating one.\n",
  ].join("\n");

const bounds = `## Bounds

One row of one expression takes at most ${limits.steps.toLocaleString("en-US")} steps; each part is a step, and work on a text one more for each 64 characters. An
expression has at most ${limits.textLength.toLocaleString("en-US")} characters; it makes no text of more than ${limits.resultLength.toLocaleString("en-US")} characters, no list of more than ${limits.listLength.toLocaleString("en-US")} elements and no number of more than
${limits.digits.toLocaleString("en-US")} digits. Patterns have RE2 syntax, are written out, and take time in proportion to the text.

A row that an expression fails for is rejected with \`expression-failed\` (its mapping) or \`filter-failed\` (the filter) and says why; its neighbours go on.
`;

const shown = (result: string | null) => (result === null ? "nothing" : `\`${result}\``);

const functions = () =>
  functionGroups.map((group) => {
    const entries = functionTexts.filter((entry) => entry.group === group);
    const texts = entries.map(({ form, says, examples }) => {
      const lines = examples.map(({ expression, result }) => `- \`${expression}\` → ${shown(result)}`);
      return `#### ${form}\n\n${says}\n\n${lines.join("\n")}\n`;
    });
    return `### ${group}\n\n${texts.join("\n")}`;
  });

describe("the reference of expressions", () => {
  it("is documented as it stands", async () => {
    const document = [introduction, kindsTable(), bounds, "## Functions\n", ...functions()].join("\n");
    await expect(document).toMatchFileSnapshot(path.resolve(import.meta.dirname, "../../../docs/expressions.md"));
  });

  it("shows expressions that can be used", () => {
    const names = ["first_name", "last_name", "status", "country", "value", "unit price", "Straße"];
    const columns = [
      ...names.map((name) => ({ name, kind: "text" as const, nativeType: "text" })),
      { name: "placed_at", kind: "instant" as const, nativeType: "timestamptz" },
    ];
    const [, block = ""] = introduction.split("```");
    const lines = block.split("\n").filter((line) => line !== "");
    expect(lines.length).toBe(4);
    for (const line of lines)
      expect(compileExpression(line, columns, { expects: "value", own: "status" }), line).toMatchObject({ ok: true });
  });
});
