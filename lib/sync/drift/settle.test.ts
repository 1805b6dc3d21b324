import { describe, expect, it } from "vitest";
import { type OpenFinding, settleDrift } from "./settle";
import { parseStructure, type TableFacts, tableFactsOf } from "./structure";

/** `a int, b varchar(20) not null, key a`: lines of columns, then keys. */
function facts(...parts: readonly string[]): TableFacts {
  const columns = parts.filter((part) => !part.startsWith("key "));
  const key = parts
    .find((part) => part.startsWith("key "))
    ?.slice(4)
    .split("+");
  return tableFactsOf(
    parseStructure({
      columns: columns.map((part, at) => {
        const [, name = "", type = "", rest] = /^(\w+) (\S+)(.*)$/.exec(part) ?? [];
        const length = /\((\d+)\)/.exec(type)?.[1];
        return {
          name,
          ordinal: at + 1,
          dataType: type.replace(/\(.*/, ""),
          nativeType: type,
          kind: length ? "text" : "integer",
          maxLength: length ? Number(length) : null,
          isNullable: rest !== " not null",
        };
      }),
      constraints: key ? [{ name: "pk", type: "PRIMARY_KEY", columns: key }] : [],
      indexes: [],
    }),
  );
}

/** Introspects one structure after the other, nobody settling anything, and gives the open findings. */
function after(...structures: readonly TableFacts[]) {
  let open: OpenFinding[] = [];
  let latest = structures[0] ?? facts();
  let serial = 0;
  for (const now of structures.slice(1)) {
    const { settled, found } = settleDrift({ latest, now, open, refusedRenames: [] });
    open = [
      ...open.filter((finding) => !settled.includes(finding.id)),
      // As the database gives them back.
      ...found.map((change) => JSON.parse(JSON.stringify({ ...change, id: `f${serial++}` })) as OpenFinding),
    ];
    latest = now;
  }
  return open.map((finding) => [finding.kind, finding.columnName]);
}

describe("a difference that nobody looked at", () => {
  const start = facts("a int", "b varchar(20)");

  it.each<[string, TableFacts[], (string | null)[][]]>([
    ["stays while it stays", [facts("a int"), facts("a int")], [["COLUMN_REMOVED", "b"]]],
    ["leaves nothing when the column comes back as it was", [facts("a int"), start], []],
    [
      "is told as what is left of it when the column comes back otherwise",
      [facts("a int"), facts("a int", "b varchar(10)")],
      [["COLUMN_NARROWED", "b"]],
    ],
    ["leaves nothing when a new column goes again", [facts("a int", "b varchar(20)", "c int"), start], []],
    [
      "goes on as one when a type changes twice",
      [facts("a int", "b varchar(40)"), facts("a int", "b varchar(60)")],
      [["COLUMN_WIDENED", "b"]],
    ],
    [
      "turns with its direction",
      [facts("a int", "b varchar(40)"), facts("a int", "b varchar(10)")],
      [["COLUMN_NARROWED", "b"]],
    ],
    ["leaves nothing when a type is what it was", [facts("a int", "b varchar(40)"), start], []],
    ["leaves nothing when nullability is what it was", [facts("a int not null", "b varchar(20)"), start], []],
    [
      "keeps type and nullability apart",
      [facts("a int", "b varchar(40) not null"), facts("a int", "b varchar(20) not null")],
      [["NULLABILITY_CHANGED", "b"]],
    ],
    ["leaves nothing when a rename is taken back", [facts("a int", "c varchar(20)"), start], []],
    [
      "keeps the first name when a column is renamed twice",
      [facts("a int", "c varchar(20)"), facts("a int", "d varchar(20)")],
      [["COLUMN_RENAMED", "d"]],
    ],
    ["leaves nothing when a key is what it was", [facts("a int", "b varchar(20)", "key a"), start], []],
    [
      "stays beside another one",
      [facts("a int"), facts("a int", "c int")],
      [
        ["COLUMN_REMOVED", "b"],
        ["COLUMN_ADDED", "c"],
      ],
    ],
  ])("%s", (_, later, expected) => {
    expect(after(start, ...later)).toEqual(expected);
  });
});

it("a difference that somebody acknowledged is agreed to: later ones are told from there", () => {
  const latest = facts("a int");
  const { found } = settleDrift({ latest, now: facts("a int", "b varchar(20)"), open: [], refusedRenames: [] });
  expect(found).toMatchObject([{ kind: "COLUMN_ADDED", columnName: "b" }]);
});
