import type { ASTNode } from "@marcbachmann/cel-js";
import type { RunFacts, SourceRow, SourceValue, ValueKind } from "../types";
import { compileCall } from "./calls";
import {
  ExpressionFault,
  type ExpressionProblem,
  ExpressionRefusal,
  type ExpressionWarning,
  locate,
  type Span,
} from "./fault";
import { sayKind, valueKindOf } from "./kind";
import { Meter } from "./limits";
import { compileIndex, compileList, compileLiteral, compileMap } from "./literals";
import { compileField, compileName, compileRowIndex } from "./names";
import type { Node, Scope } from "./node";
import {
  compileArithmetic,
  compileChoice,
  compileComparison,
  compileIn,
  compileLogical,
  compileUnary,
} from "./operators";
import { parseExpression } from "./parse";
import { type ExpressionColumn, scopeOf } from "./scope";
import { textOf, type Value } from "./value";

/** What one row's evaluation came to: the exact text of the result, as a source cell has it, or why there is none. */
export type Evaluated =
  | { readonly ok: true; readonly value: SourceValue }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/** An expression that can be computed, or what is wrong with its text. */
export type CompiledExpression =
  | {
      readonly ok: true;
      /** Never throws and is bounded by `limits`: a fault of one row is a value. */
      evaluate(row: SourceRow): Evaluated;
      /** How many steps the last evaluation took, for bounds that are proved by counting. */
      readonly lastSteps: () => number;
      /** What the result travels on as. */
      readonly resultKind: ValueKind;
      /** The result in a reader's words. */
      readonly resultWord: string;
      readonly columnsUsed: readonly string[];
      /** Whether the result differs from run to run although the row does not: `run.startedAt`, `run.id`. */
      readonly isVolatile: boolean;
      readonly warnings: readonly ExpressionWarning[];
    }
  | { readonly ok: false; readonly problems: readonly [ExpressionProblem, ...ExpressionProblem[]] };

export interface ExpressionRequest {
  /** A filter is a yes or no, anything else a value that a list can take. */
  readonly expects: "boolean" | "value";
  /** The column that `value` stands for; null where there is none. */
  readonly own?: string | null;
  readonly facts?: RunFacts;
}

/** Facts of no run, for checks; a preview shows what it knows instead. */
const noFacts: RunFacts = { id: "", startedAt: "1970-01-01T00:00:00Z", definitionName: "" };

/**
 * Checks an expression against the columns of a table and compiles it (sync-semantics 12): CEL's grammar, columns as variables, null-safe, typed
 * before any row, without I/O. `columns` are those of the rows it will be given, in their order. Never throws for any text.
 */
export function compileExpression(
  text: string,
  columns: readonly ExpressionColumn[],
  request: ExpressionRequest,
): CompiledExpression {
  const scope = scopeOf(text, columns, { own: request.own ?? null, facts: request.facts ?? noFacts }, compileNode);
  try {
    const root = compileNode(parseExpression(text), scope);
    const resultKind = resultKindOf(root, request.expects);
    const meter = { steps: 0 };
    return {
      ok: true,
      evaluate: (row) => evaluate(root, row, meter),
      lastSteps: () => meter.steps,
      resultKind,
      resultWord: sayKind(root.kind),
      columnsUsed: [...scope.notes.columnsUsed],
      isVolatile: [...scope.notes.metadataUsed].some((name) => name.startsWith("run.")),
      warnings: scope.notes.warnings,
    };
  } catch (error) {
    if (!(error instanceof ExpressionRefusal)) throw error;
    const { message, remedy } = error;
    return { ok: false, problems: [{ message, remedy, ...locate(text, error.span) }] };
  }
}

function resultKindOf(root: Node, expects: ExpressionRequest["expects"]): ValueKind {
  if (expects === "boolean" && root.kind.name !== "bool" && root.kind.name !== "null") {
    throw new ExpressionRefusal(
      `The filter gives ${sayKind(root.kind)}, not a yes or no.`,
      root.span,
      'Compare it with something, for example status == "a".',
    );
  }
  const kind = valueKindOf(root.kind);
  const isFlat = root.kind.name !== "list" || valueKindOf(root.kind.of) !== "array";
  if (kind === null || !isFlat) {
    throw new ExpressionRefusal(
      `The result is a ${sayKind(root.kind)}, which no list column holds.`,
      root.span,
      "Take one value of it, for example with lookup(…) or join(…).",
    );
  }
  return kind;
}

function evaluate(root: Node, row: SourceRow, last: { steps: number }): Evaluated {
  const meter = new Meter();
  try {
    const value: Value = root.run({ row, meter, locals: [] });
    return { ok: true, value: textOf(value) };
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return { ok: false, message: error.message, span: error.span ?? root.span };
  } finally {
    last.steps = meter.steps;
  }
}

function compileNode(ast: ASTNode, scope: Scope): Node {
  switch (ast.op) {
    case "value":
      return compileLiteral(ast, scope);
    case "id":
      return compileName(ast, scope);
    case ".":
      return compileField(ast, scope);
    case "[]":
      return compileRowIndex(ast, scope) ?? compileIndex(ast, ast.args, scope);
    case "call":
      return compileCall(ast.args[0], ast, ast.args[1], scope);
    case "rcall":
      return compileCall(ast.args[0], ast, [ast.args[1], ...ast.args[2]], scope);
    case "list":
      return compileList(ast, scope);
    case "map":
      return compileMap(ast, scope);
    case "?:":
      return compileChoice(ast, ast.args, scope);
    case "&&":
    case "||":
      return compileLogical(ast.op, ast, ast.args, scope);
    case "!_":
    case "-_":
      return compileUnary(ast.op, ast, ast.args, scope);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compileComparison(ast.op, ast, ast.args, scope);
    case "in":
      return compileIn(ast, ast.args, scope);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return compileArithmetic(ast.op, ast, ast.args, scope);
    case ".?":
    case "[?]":
      throw new ExpressionRefusal(
        "Optional access is not used here.",
        ast.range,
        "Every column may be null; ask with has(…) or coalesce(…).",
      );
  }
}
