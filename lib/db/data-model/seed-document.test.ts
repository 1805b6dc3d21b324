import { expect, test } from "vitest";
import { parseSeedDocument } from "./seed-document";

const document = (column: string, index = "- cats: unique on (name, owner_id)") => `# Model
## 2. Core tables
### cats
About cats (and dogs).
- id (UUID, PK)
- ${column}

Note: what follows is no column:
- several cats (of one owner)

## 4. Indexing strategy
${index}
`;

test.each([
  ["name (text)", { type: "text" }],
  ["born (timestamp, nullable) - by the vet's clock (roughly)", { type: "timestamp with time zone", isNullable: true }],
  ["lives (integer)", { type: "integer" }],
  ["naps (bigint)", { type: "bigint" }],
  ["is_tame (boolean)", { type: "boolean" }],
  ["tricks (JSONB)", { type: "jsonb" }],
  ["owner_id (FK -> people)", { type: "uuid", references: "people" }],
  ["owner_id (FK -> people, nullable)", { type: "uuid", references: "people", isNullable: true }],
  ["mood (CALM, HUNGRY)", { type: "enum", values: ["CALM", "HUNGRY"] }],
])("%s", (line, expected) => {
  const [table] = parseSeedDocument(document(line)).tables;
  expect(table?.columns).toHaveLength(2);
  expect(table?.columns[0]).toMatchObject({ name: "id", type: "uuid", isPrimaryKey: true });
  expect(table?.columns[1]).toMatchObject({ isNullable: false, ...expected, name: line.split(" ")[0] });
});

test.each(["name", "name (string)", "owner_id (FK -> people or cats)"])("%s is an error and not skipped", (line) => {
  expect(() => parseSeedDocument(document(line))).toThrow("not a");
});

test("indexes are read with their kind and the order of their columns", () => {
  expect(parseSeedDocument(document("name (text)")).indexes).toEqual([
    { table: "cats", isUnique: true, columns: ["name", "owner_id"] },
  ]);
  expect(() => parseSeedDocument(document("name (text)", "- cats: sorted by name"))).toThrow("not an index");
});

test("a document without its sections is an error", () => {
  expect(() => parseSeedDocument("# Model")).toThrow("2. Core tables");
});
