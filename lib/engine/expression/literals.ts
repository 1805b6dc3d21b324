import type { ASTNode } from "@marcbachmann/cel-js";
import { parseDecimal } from "./decimal";
import { ExpressionFault, ExpressionRefusal } from "./fault";
import { type Kind, listOf, nothing, sayKind, scalar, unify } from "./kind";
import { compileInner, type Node, node, type Scope, unified, widening } from "./node";
import { isTable, type Value } from "./value";

/** A literal. `1.10` is an exact decimal, as it is written; `1e3` is floating, as in CEL. */
export function compileLiteral(ast: ASTNode & { readonly op: "value" }, scope: Scope): Node {
  const { args: value, range: span } = ast;
  const made = (kind: Kind, literal: Value): Node => ({
    kind,
    nullable: literal === null,
    span,
    literal,
    run: () => literal,
  });
  if (value === null) return made(nothing, null);
  if (typeof value === "string") return made(scalar("text"), value);
  if (typeof value === "boolean") return made(scalar("bool"), value);
  if (typeof value === "bigint") return made(scalar("int"), value);
  if (typeof value === "number") {
    const written = scope.text.slice(span.start, span.end);
    const decimal = /[eE]/.test(written) ? null : parseDecimal(written);
    return decimal ? made(scalar("decimal"), decimal) : made(scalar("double"), value);
  }
  throw new ExpressionRefusal(
    "Bytes and unsigned numbers are not used here.",
    span,
    'Write a text as "…" and a number without a letter.',
  );
}

/** `[a, b, c]`: elements of one kind. */
export function compileList(ast: ASTNode & { readonly op: "list" }, scope: Scope): Node {
  const parts = ast.args.map((element) => compileInner(element, scope));
  const { kind, runs } = unified(parts, "The elements of a list are");
  return node({ kind: listOf(kind), nullable: false, span: ast.range }, (evaluation) => {
    evaluation.meter.payList(runs.length);
    return runs.map((run) => run(evaluation));
  });
}

/**
 * `{"a": 1}`: a table of values, whose keys are literal texts or whole numbers, each once. Literal values are kept as a table that is made
 * once and not for each row.
 */
export function compileMap(ast: ASTNode & { readonly op: "map" }, scope: Scope): Node {
  const entries = ast.args.map(([key, value]) => [compileInner(key, scope), compileInner(value, scope)] as const);
  const keys = new Set<string>();
  for (const [key] of entries) {
    if (key.literal === undefined || (key.kind.name !== "text" && key.kind.name !== "int")) {
      throw new ExpressionRefusal(
        "A key of a table is written out, as text or whole number.",
        key.span,
        'For example: {"a": "Active"}.',
      );
    }
    if (keys.has(String(key.literal))) {
      throw new ExpressionRefusal(
        `The key ${String(key.literal)} stands twice in the table.`,
        key.span,
        "Remove one of the two.",
      );
    }
    keys.add(String(key.literal));
  }
  const { kind: keyKind } = unified(
    entries.map(([key]) => key),
    "The keys of a table are",
  );
  const { kind, runs } = unified(
    entries.map(([, value]) => value),
    "The values of a table are",
  );
  const names = [...keys];
  const part = { kind: { name: "map", key: keyKind, of: kind } as const, nullable: false, span: ast.range };
  if (entries.every(([, value]) => value.literal !== undefined)) {
    const unmetered = { row: [], locals: [], meter: { pay: () => undefined } } as never;
    const table = new Map(names.map((name, index) => [name, (runs[index] as Node["run"])(unmetered)]));
    return node(part, () => table);
  }
  return node(part, (evaluation) => {
    evaluation.meter.payList(names.length);
    return new Map(names.map((name, index) => [name, (runs[index] as Node["run"])(evaluation)]));
  });
}

/** `list[0]` and `{…}[key]`: faults where there is no such element, as in CEL. */
export function compileIndex(ast: ASTNode, sides: readonly [ASTNode, ASTNode], scope: Scope): Node {
  const [container, index] = [compileInner(sides[0], scope), compileInner(sides[1], scope)];
  const { kind } = container;
  const keyKind = kind.name === "list" ? scalar("int") : kind.name === "map" ? kind.key : null;
  if (kind.name !== "list" && kind.name !== "map") {
    throw new ExpressionRefusal(
      `There are no elements of ${sayKind(kind)}.`,
      ast.range,
      'Only lists and tables take […]; a column of any name is row["name"].',
    );
  }
  if (!keyKind || !unify(index.kind, keyKind) || index.kind.name === "decimal" || index.kind.name === "double") {
    throw new ExpressionRefusal(
      `There is no element of a ${sayKind(kind)} by ${sayKind(index.kind)}.`,
      index.span,
      "Lists are counted from 0.",
    );
  }
  const at = widening(index, keyKind);
  const part = { kind: kind.of, nullable: true, span: ast.range };
  return node(part, (evaluation) => {
    const values = container.run(evaluation);
    const position = at(evaluation);
    if (values === null || position === null) return null;
    if (isTable(values)) {
      const value = values.get(String(position));
      if (value === undefined)
        throw new ExpressionFault(`The table has no entry for ${String(position)}. Use lookup(…) with a default.`);
      return value;
    }
    const elements = values as readonly Value[];
    const number = Number(position as bigint);
    if (!(number >= 0 && number < elements.length)) {
      throw new ExpressionFault(`The list has ${elements.length} elements, none at ${number}.`);
    }
    return elements[number] ?? null;
  });
}
