import type { ASTNode } from "@marcbachmann/cel-js";
import type { SourceRow } from "../types";
import { ExpressionFault, ExpressionRefusal, type ExpressionWarning, locate, type Span } from "./fault";
import { type Kind, sameKind, sayKind, unify } from "./kind";
import { limits, type Meter } from "./limits";
import { type Value, widen } from "./value";

/** What is at hand while one row is computed. */
export interface Evaluation {
  readonly row: SourceRow;
  readonly meter: Meter;
  /** Values of the variables that `map`, `filter` and their like bind, by slot. */
  readonly locals: Value[];
}

/** One part of a compiled expression: its kind is known before any row, its value is computed for each. */
export interface Node {
  readonly kind: Kind;
  /** Whether the value can be null. */
  readonly nullable: boolean;
  readonly span: Span;
  /** The value, where it stands in the text itself. */
  readonly literal?: Value;
  run(evaluation: Evaluation): Value;
}

/** A name that an expression may say. */
export interface Variable {
  readonly kind: Kind;
  readonly nullable: boolean;
  /** The column it reads, for `columnsUsed`; null for what is no column. */
  readonly column: string | null;
  run(evaluation: Evaluation): Value;
}

/** What the parts of an expression are compiled with. */
export interface Scope {
  readonly text: string;
  /** Variables by the name they are said by; locals shadow the others. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Columns that are reached by `row["name"]`: all. */
  readonly columns: ReadonlyMap<string, Variable | { readonly refusal: string }>;
  /** Fields of `run` and `definition`. */
  readonly metadata: ReadonlyMap<string, Variable>;
  /** How many locals are bound around this part. */
  readonly slots: number;
  readonly depth: number;
  readonly notes: {
    readonly columnsUsed: Set<string>;
    readonly metadataUsed: Set<string>;
    readonly warnings: ExpressionWarning[];
  };
  compile(ast: ASTNode, scope: Scope): Node;
}

/** Compiles a part that stands inside of another one; refuses what stands too deep. */
export function compileInner(ast: ASTNode, scope: Scope): Node {
  if (scope.depth >= limits.depth) {
    throw new ExpressionRefusal(
      `The parts of the expression stand more than ${limits.depth} deep in each other.`,
      ast.range,
      "Split it, or use a lookup table.",
    );
  }
  return scope.compile(ast, { ...scope, depth: scope.depth + 1 });
}

/** Notes something that is allowed and seldom meant. */
export function warn(scope: Scope, span: Span, message: string): void {
  scope.notes.warnings.push({ message, ...locate(scope.text, span) });
}

/** The words that stand at a place of the expression. */
export function said(scope: Scope, span: Span): string {
  const text = scope.text.slice(span.start, span.end);
  return text.length <= 40 ? text : `${text.slice(0, 40).replace(/\p{Surrogate}$/u, "")}…`;
}

/** A part whose value may be null where null decides silently. */
export function warnOfNull(scope: Scope, node: Node, then: string): void {
  if (node.nullable && node.kind.name !== "null")
    warn(scope, node.span, `\`${said(scope, node.span)}\` may be empty; ${then}`);
}

/** A node whose faults carry its place, and which pays a step each time. */
export function node(part: Omit<Node, "run">, run: (evaluation: Evaluation) => Value): Node {
  const { span } = part;
  return {
    ...part,
    run: (evaluation) => {
      try {
        evaluation.meter.pay();
        return run(evaluation);
      } catch (error) {
        if (error instanceof ExpressionFault) error.at(span);
        throw error;
      }
    },
  };
}

/** The one kind of several parts, whose values are widened to it; refuses parts that have none. */
export function unified(
  nodes: readonly Node[],
  what: string,
): { readonly kind: Kind; readonly runs: readonly Node["run"][] } {
  let kind: Kind = { name: "null" };
  for (const part of nodes) {
    const both = unify(kind, part.kind);
    if (!both) {
      throw new ExpressionRefusal(
        `${what} ${sayKind(kind)} and ${sayKind(part.kind)}.`,
        part.span,
        "Make all of them one kind, for example with text(…) or number(…).",
      );
    }
    kind = both;
  }
  return { kind, runs: nodes.map((part) => widening(part, kind)) };
}

/** A part's computation, widened to a kind. */
export function widening(part: Node, kind: Kind): Node["run"] {
  if (sameKind(part.kind, kind)) return part.run;
  return (evaluation) => widen(part.run(evaluation), kind);
}
