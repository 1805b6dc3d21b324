import { describe, expect, it } from "vitest";
import { bindLookup, foreignKeysOf, type LookupToBind, type ParentCandidate } from "./lookup-sources";

const parent = (part: Partial<ParentCandidate> = {}): ParentCandidate => ({
  id: "p",
  name: "Countries",
  databaseId: "db",
  table: "public.country",
  keyStrategy: "PRIMARY_KEY",
  key: [{ name: "code", kind: "text" }],
  ...part,
});
const lookup = (part: Partial<LookupToBind> = {}): LookupToBind => ({
  sourceColumn: "country",
  targetColumn: "Country",
  isMultiple: false,
  databaseId: "db",
  foreignKeys: [],
  ...part,
});
const foreignKey = (parts: readonly (readonly [string, string])[], parentTable = "public.country") => ({
  parentTable,
  parts: parts.map(([column, parentColumn]) => ({ column, parentColumn })),
});

describe("bindLookup", () => {
  it("takes the mapped column for the only parent's single key", () => {
    expect(bindLookup(lookup(), [parent()]).source).toEqual({
      definitionId: "p",
      definitionName: "Countries",
      key: [{ column: "country", parent: { name: "code", kind: "text" } }],
    });
  });

  it("follows the foreign key among several syncs of one list", () => {
    const others = [parent({ id: "q", name: "Cities", table: "public.city" }), parent()];
    const bound = bindLookup(lookup({ foreignKeys: [foreignKey([["country", "code"]])] }), others);
    expect(bound.source?.definitionId).toBe("p");
  });

  it("finds a composite parent's columns through the foreign key", () => {
    const key = [
      { name: "country", kind: "text" },
      { name: "no", kind: "integer" },
    ] as const;
    const foreignKeys = [
      foreignKey([
        ["city_no", "no"],
        ["land", "country"],
      ]),
    ];
    const bound = bindLookup(lookup({ sourceColumn: "city_no", foreignKeys }), [parent({ key })]);
    expect(bound.source?.key.map((part) => part.column)).toEqual(["land", "city_no"]);
  });

  it("binds a table to its own list, as a tree does", () => {
    const foreignKeys = [foreignKey([["country", "code"]])];
    expect(bindLookup(lookup({ foreignKeys }), [parent({ id: "self" })]).source?.definitionId).toBe("self");
  });

  const twoParts = [
    { name: "a", kind: "text" },
    { name: "b", kind: "text" },
  ] as const;
  const refused: [string, LookupToBind, readonly ParentCandidate[], RegExp][] = [
    ["a list that no sync fills", lookup(), [], /No sync fills/],
    [
      "a list that several fill, without a foreign key",
      lookup(),
      [parent(), parent({ id: "q", name: "Lands" })],
      /“Lands”/,
    ],
    [
      "two syncs over the same parent table",
      lookup({ foreignKeys: [foreignKey([["country", "code"]])] }),
      [parent(), parent({ id: "q", name: "Lands" })],
      /Several syncs/,
    ],
    ["a composite parent without a foreign key", lookup(), [parent({ key: twoParts })], /“a”, “b”/],
    [
      "a foreign key to other columns than the sync's key",
      lookup({ foreignKeys: [foreignKey([["country", "iso2"]])] }),
      [parent()],
      /refers to “iso2”.*knows its rows by “code”/,
    ],
    ["a parent without a key of its own", lookup(), [parent({ keyStrategy: "HASHED" })], /hash/],
    ["a parent whose key is not chosen yet", lookup(), [parent({ key: [] })], /no key yet/],
    [
      "several items by a composite key",
      lookup({
        isMultiple: true,
        foreignKeys: [
          foreignKey([
            ["country", "a"],
            ["x", "b"],
          ]),
        ],
      }),
      [parent({ key: twoParts })],
      /takes one item/,
    ],
  ];
  it.each(refused)("refuses %s, and says why", (_, wanted, parents, reason) => {
    const bound = bindLookup(wanted, parents);
    expect(bound.source).toBeNull();
    expect(bound.refusal).toMatch(reason);
  });
});

it("reads foreign keys from the catalog's constraints", () => {
  const constraint = { columns: ["a", "b"], referencedTable: "s.t", referencedColumns: ["x", "y"] };
  expect(
    foreignKeysOf([
      { constraintType: "FOREIGN_KEY", ...constraint },
      { constraintType: "UNIQUE", columns: ["a"], referencedTable: null, referencedColumns: null },
    ]),
  ).toEqual([
    foreignKey(
      [
        ["a", "x"],
        ["b", "y"],
      ],
      "s.t",
    ),
  ]);
});
