import type { RunFacts, SourceColumn } from "../types";
import { kindOfColumn, scalar } from "./kind";
import { Moment, parseMoment } from "./moment";
import type { Scope, Variable } from "./node";
import { cellReader } from "./value";

/** A column that an expression may name. */
export interface ExpressionColumn extends SourceColumn {
  /** Whether it may be NULL; taken as true where it is not known. Only warnings depend on it. */
  readonly isNullable?: boolean;
}

/** Names that mean something of their own; columns of these names are reached by `row["…"]`. */
const ownNames = ["row", "run", "definition", "value"] as const;

/** Words that CEL keeps for itself. */
const reservedNames: ReadonlySet<string> = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while __proto__ prototype".split(
    " ",
  ),
);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** How a column is said in an expression: by its name where it can be, else as `row["…"]`. */
export function writtenName(name: string): string {
  const isOwn = (ownNames as readonly string[]).includes(name) || reservedNames.has(name);
  return identifier.test(name) && !isOwn ? name : `row[${JSON.stringify(name)}]`;
}

function variableOf(column: ExpressionColumn, position: number): Variable | { readonly refusal: string } {
  const kind = kindOfColumn(column);
  if (!kind) return { refusal: `The column “${column.name}” (${column.nativeType}) cannot be used in expressions.` };
  const read = cellReader(kind);
  const run: Variable["run"] = ({ row }) => read(row[position] ?? null);
  return { kind, nullable: column.isNullable ?? true, column: column.name, run };
}

/** The names of one expression: each column, `value` for the mapping's own one, and the run's facts. */
export function scopeOf(
  text: string,
  columns: readonly ExpressionColumn[],
  given: { readonly own: string | null; readonly facts: RunFacts },
  compile: Scope["compile"],
): Scope {
  const all = new Map(columns.map((column, position) => [column.name, variableOf(column, position)]));
  const variables = new Map<string, Variable>();
  for (const [name, variable] of all) {
    if ("run" in variable && writtenName(name) === name) variables.set(name, variable);
  }
  const own = all.get(given.own ?? "value");
  if (own && "run" in own) variables.set("value", own);
  return {
    text,
    variables,
    columns: all,
    metadata: metadataOf(given.facts),
    slots: 0,
    depth: 0,
    notes: { columnsUsed: new Set(), metadataUsed: new Set(), warnings: [] },
    compile,
  };
}

function metadataOf(facts: RunFacts): ReadonlyMap<string, Variable> {
  const startedAt = parseMoment("timestamp", facts.startedAt) ?? new Moment("timestamp", 0);
  const constant = (kind: Variable["kind"], value: string | Moment): Variable => ({
    kind,
    nullable: false,
    column: null,
    run: () => value,
  });
  return new Map([
    ["run.startedAt", constant(scalar("timestamp"), new Moment("timestamp", startedAt.seconds))],
    ["run.id", constant(scalar("text"), facts.id)],
    ["definition.name", constant(scalar("text"), facts.definitionName)],
  ]);
}
