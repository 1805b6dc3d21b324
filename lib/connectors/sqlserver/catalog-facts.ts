import { z } from "zod";
import type { Finding } from "@/lib/connectors/connector";
import { SyncError } from "@/lib/errors/app-error";
import {
  checksQuery,
  commentsQuery,
  computedQuery,
  defaultsQuery,
  foreignKeysQuery,
  fullTextQuery,
  indexesQuery,
  partitionedQuery,
  plainIndexesQuery,
  rowsQuery,
  sizesQuery,
  unreadableQuery,
} from "./catalog-queries";
import type { Cells, Session } from "./session";

const number = z.coerce.number();
const text = z.string();
/** The session writes bit as `true` or `false`. */
const flag = z.enum(["true", "false", "1", "0"]).transform((cell) => cell === "true" || cell === "1");

export const flagCell = flag;

const ofColumn = z.tuple([number, number, text.nullable()]);

const indexRow = z.tuple([
  number, // object
  number, // index
  text, // name
  number, // type
  text.nullable(), // type in words
  flag, // unique
  flag, // of the primary key
  flag, // of a unique constraint
  flag, // disabled
  text.nullable(), // filter
  text, // column
  number, // place in the key, 0 for none
  flag, // descending
  flag, // included
]);

const foreignKeyRow = z.tuple([
  number, // object
  number, // key
  text, // name
  flag, // disabled
  number, // on delete
  number, // on update
  text.nullable(), // parent's schema
  text.nullable(), // parent
  text, // column
  text.nullable(), // parent's column
]);

const checkRow = z.tuple([number, text, flag, text.nullable()]);

export type IndexRow = z.output<typeof indexRow>;
export type ForeignKeyRow = z.output<typeof foreignKeyRow>;
export type CheckRow = z.output<typeof checkRow>;

/** What is known of one table beside its columns. Each list is empty, each number null, where the server does not say. */
export interface TableFacts {
  readonly unreadable: Set<number>;
  /** Defaults and computing expressions by number of column; null where they may not be seen. */
  readonly expressions: Map<number, string | null>;
  /** By number of column, 0 for the table. */
  readonly comments: Map<number, string>;
  readonly indexes: IndexRow[];
  readonly foreignKeys: ForeignKeyRow[];
  readonly checks: CheckRow[];
  readonly fullText: string[];
  isPartitioned: boolean;
  rowEstimate: number | null;
  sizeBytes: number | null;
}

const newFacts = (): TableFacts => ({
  unreadable: new Set(),
  expressions: new Map(),
  comments: new Map(),
  indexes: [],
  foreignKeys: [],
  checks: [],
  fullText: [],
  isPartitioned: false,
  rowEstimate: null,
  sizeBytes: null,
});

/** Rows fetched at a time. */
const batchSize = 1_000;

interface Fact {
  /** In words, for the finding that says it may not be seen. */
  readonly what: string;
  /** Tried in turn until one is served. */
  readonly queries: readonly string[];
  /** Object id of the row, and what it adds to the facts of that table. */
  readonly add: (cells: Cells, factsOf: (objectId: number) => TableFacts | undefined) => void;
}

function fact<Row extends readonly [number, ...unknown[]]>(
  what: string,
  query: string | readonly string[],
  schema: z.ZodType<Row>,
  add: (facts: TableFacts, row: Row) => void,
): Fact {
  return {
    what,
    queries: typeof query === "string" ? [query] : query,
    add(cells, factsOf) {
      const row = schema.parse(cells);
      const facts = factsOf(row[0]);
      if (facts) add(facts, row);
    },
  };
}

/** Each is asked for on its own: a server or login that refuses one loses only that one. */
const allFacts: readonly Fact[] = [
  fact("Rights to read", unreadableQuery, z.tuple([number, number]), (facts, [, column]) =>
    facts.unreadable.add(column),
  ),
  fact("Defaults of columns", defaultsQuery, ofColumn, (facts, [, column, sql]) => facts.expressions.set(column, sql)),
  fact("Expressions of computed columns", computedQuery, ofColumn, (facts, [, column, sql]) =>
    facts.expressions.set(column, sql),
  ),
  fact("Keys and indexes", [indexesQuery, plainIndexesQuery], indexRow, (facts, row) => facts.indexes.push(row)),
  fact("Full-text indexes", fullTextQuery, z.tuple([number, text]), (facts, [, column]) => facts.fullText.push(column)),
  fact("Foreign keys", foreignKeysQuery, foreignKeyRow, (facts, row) => facts.foreignKeys.push(row)),
  fact("Check constraints", checksQuery, checkRow, (facts, row) => facts.checks.push(row)),
  fact("Comments", commentsQuery, ofColumn, (facts, [, column, comment]) => {
    if (comment !== null) facts.comments.set(column, comment);
  }),
  fact("Row estimates", rowsQuery, z.tuple([number, number]), (facts, [, rows]) => {
    facts.rowEstimate = rows;
  }),
  fact("Sizes", sizesQuery, z.tuple([number, number]), (facts, [, bytes]) => {
    facts.sizeBytes = bytes;
  }),
  fact("Partition schemes", partitionedQuery, z.tuple([number]), (facts) => {
    facts.isPartitioned = true;
  }),
];

/**
 * The facts of the tables with these ids, which lie from the least to the greatest of them.
 * @param onRefused hears what the server or the login's rights refuse
 */
export async function loadFacts(
  session: Session,
  objectIds: readonly number[],
  onRefused: (finding: Finding) => void,
): Promise<ReadonlyMap<number, TableFacts>> {
  const byObject = new Map(objectIds.map((objectId) => [objectId, newFacts()]));
  const range = rangeOf(objectIds);
  for (const { what, queries, add } of allFacts) {
    const load = async (query: string) => {
      for await (const rows of session.stream(query, range, batchSize)) {
        for (const cells of rows) add(cells, (objectId) => byObject.get(objectId));
      }
    };
    let refusal: SyncError | null = null;
    for (const query of queries) {
      refusal = await refusalOf(() => load(query));
      if (!refusal) break;
    }
    if (refusal) onRefused(hiddenFact(what, refusal));
  }
  return byObject;
}

/** The parameters `@p1` and `@p2` of statements about these objects, which are in ascending order. */
export function rangeOf(objectIds: readonly number[]): readonly string[] {
  return [String(objectIds[0]), String(objectIds.at(-1))];
}

/** Errors with which a server says that it does not know a view, column or function, or that the login may not use it. */
const refusals: ReadonlySet<string> = new Set(["source-permission", "source-object-missing", "source-failed"]);

/** Does the work; null when it was served, the error where it was refused. What breaks or is busy is thrown. */
export async function refusalOf(work: () => Promise<void>): Promise<SyncError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return error;
  }
}

export function isRefused(error: unknown): error is SyncError {
  return error instanceof SyncError && refusals.has(error.code);
}

function hiddenFact(what: string, refusal: SyncError): Finding {
  return {
    id: "hidden-facts",
    level: "info",
    title: `${what} are not shown: the server refuses to tell them. ${refusal.message}`,
    remedy: "Grant VIEW DEFINITION on the database to the login if they are wanted.",
  };
}
