/** What docs/seed/data-model.md says, read from the document itself. */
export interface SeedModel {
  readonly tables: readonly SeedTable[];
  readonly indexes: readonly SeedIndex[];
}

export interface SeedTable {
  readonly name: string;
  readonly columns: readonly SeedColumn[];
}

export interface SeedColumn {
  readonly name: string;
  /** As PostgreSQL names it; `enum` for a list of values. */
  readonly type: string;
  readonly values: readonly string[];
  readonly isPrimaryKey: boolean;
  readonly isNullable: boolean;
  /** The parent table of a foreign key. */
  readonly references: string | undefined;
}

export interface SeedIndex {
  readonly table: string;
  readonly isUnique: boolean;
  readonly columns: readonly string[];
}

const types: Readonly<Record<string, string>> = {
  UUID: "uuid",
  JSONB: "jsonb",
  text: "text",
  integer: "integer",
  bigint: "bigint",
  boolean: "boolean",
  timestamp: "timestamp with time zone",
};

/** Throws at a line it cannot read, so that nothing of the document goes unchecked. */
export function parseSeedDocument(markdown: string): SeedModel {
  const sections = new Map(
    markdown.split(/^## /m).map((section) => [section.slice(0, section.indexOf("\n")), section]),
  );
  const section = (title: string): string => {
    const text = sections.get(title);
    if (text === undefined) throw new Error(`the document has no section "${title}"`);
    return text;
  };
  return {
    tables: section("2. Core tables").split(/^### /m).slice(1).map(parseTable),
    indexes: bulletsOf(section("4. Indexing strategy")).map(parseIndex),
  };
}

function parseTable(text: string): SeedTable {
  // What follows a note explains and defines no columns.
  const [definition = ""] = text.split(/^Note:/m);
  return { name: text.slice(0, text.indexOf("\n")).trim(), columns: bulletsOf(definition).map(parseColumn) };
}

function bulletsOf(text: string): string[] {
  return text.split("\n").filter((line) => line.startsWith("- "));
}

function parseColumn(line: string): SeedColumn {
  const found = /^- (\w+) \(([^)]+)\)/.exec(line);
  if (!found) throw new Error(`not a column: ${line}`);
  const [, name = "", inside = ""] = found;
  const words = inside.split(",").map((word) => word.trim());
  const isNullable = words.includes("nullable");
  const isPrimaryKey = words.includes("PK");
  const [first = "", ...others] = words.filter((word) => word !== "nullable" && word !== "PK");
  const base = { name, isNullable, isPrimaryKey, values: [], references: undefined };
  const parent = /^FK -> (\w+)$/.exec(first)?.[1];
  if (parent !== undefined && others.length === 0) return { ...base, type: "uuid", references: parent };
  const type = types[first];
  if (type !== undefined && others.length === 0) return { ...base, type };
  const values = [first, ...others];
  if (!values.every((value) => /^[A-Z][A-Z0-9_]*$/.test(value))) throw new Error(`not a type: ${line}`);
  return { ...base, type: "enum", values };
}

function parseIndex(line: string): SeedIndex {
  const found = /^- (\w+): (unique|index) on \(([^)]+)\)$/.exec(line.trim());
  if (!found) throw new Error(`not an index: ${line}`);
  const [, table = "", kind, columns = ""] = found;
  return { table, isUnique: kind === "unique", columns: columns.split(",").map((column) => column.trim()) };
}
