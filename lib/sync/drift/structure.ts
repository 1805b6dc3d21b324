import { z } from "zod";

/** A column as drift looks at it. Snapshots of earlier versions lack some members. */
const columnFactsSchema = z.object({
  name: z.string(),
  ordinal: z.number(),
  dataType: z.string(),
  nativeType: z.string(),
  kind: z.string(),
  maxLength: z.number().nullable().default(null),
  precision: z.number().nullable().default(null),
  scale: z.number().nullable().default(null),
  isNullable: z.boolean(),
  isIdentity: z.boolean().default(false),
  isGenerated: z.boolean().default(false),
  defaultValue: z.string().nullable().default(null),
  collation: z.string().nullable().default(null),
  enumValues: z.array(z.string()).nullable().default(null),
});

export type ColumnFacts = z.output<typeof columnFactsSchema>;

/** What identifies rows. `uniqueKeys` holds the columns of each unique constraint or whole unique index besides the primary key. */
const keyFactsSchema = z.object({
  primaryKey: z.array(z.string()).nullable(),
  uniqueKeys: z.array(z.array(z.string())),
});

export type KeyFacts = z.output<typeof keyFactsSchema>;

/** Parses what a drift finding holds as before and after; null when it is none. */
export const columnFactsOf = (stored: unknown): ColumnFacts | null => columnFactsSchema.safeParse(stored).data ?? null;
export const keyFactsOf = (stored: unknown): KeyFacts | null => keyFactsSchema.safeParse(stored).data ?? null;

const structureSchema = z.object({
  columns: z.array(columnFactsSchema),
  constraints: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      columns: z.array(z.string()),
      referencedTable: z.string().nullable().default(null),
      referencedColumns: z.array(z.string()).nullable().default(null),
      definition: z.string().nullable().default(null),
    }),
  ),
  indexes: z.array(
    z.object({
      name: z.string(),
      isUnique: z.boolean(),
      method: z.string().default(""),
      columns: z.array(z.string()),
      descendingColumns: z.array(z.string()).default([]),
      includedColumns: z.array(z.string()).default([]),
      predicate: z.string().nullable().default(null),
      isWhole: z.boolean().optional(),
      definition: z.string().nullable().default(null),
    }),
  ),
});

/** A table's structure as a snapshot holds it. */
export type Structure = z.output<typeof structureSchema>;

/** Reads a snapshot, or what introspection tells of a table. Throws when it is neither. */
export function parseStructure(stored: {
  readonly columns: unknown;
  readonly constraints: unknown;
  readonly indexes: unknown;
}): Structure {
  return structureSchema.parse(stored);
}

/** The part of a structure that drift findings are about. */
export interface TableFacts {
  readonly columns: readonly ColumnFacts[];
  readonly keys: KeyFacts;
}

/** Whether the snapshot says of its indexes which ones identify rows; those of the first version did not. */
export function knowsWholeIndexes(structure: Structure): boolean {
  return structure.indexes.every((index) => index.isWhole !== undefined);
}

/** `withIndexes` false leaves unique indexes out of the keys, for comparison with a snapshot that does not tell them. */
export function tableFactsOf(structure: Structure, withIndexes = true): TableFacts {
  const { columns, constraints, indexes } = structure;
  const primaryKey = constraints.find((constraint) => constraint.type === "PRIMARY_KEY")?.columns ?? null;
  const unique = [
    ...constraints.filter((constraint) => constraint.type === "UNIQUE").map((constraint) => constraint.columns),
    ...indexes
      .filter((index) => withIndexes && index.isUnique && index.isWhole && index.columns.length > 0)
      .map((index) => index.columns),
  ];
  return { columns, keys: { primaryKey, uniqueKeys: distinctKeys(unique, primaryKey) } };
}

export const keyName = (columns: readonly string[]) => JSON.stringify([...columns].sort());

function distinctKeys(keys: readonly (readonly string[])[], primaryKey: readonly string[] | null): string[][] {
  const byName = new Map(keys.map((columns) => [keyName(columns), [...columns].sort()]));
  if (primaryKey) byName.delete(keyName(primaryKey));
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, columns]) => columns);
}
