import type { ASTNode } from "@marcbachmann/cel-js";
import { add, bounded, compare, Decimal, divide, multiply, subtract } from "./decimal";
import { ExpressionFault, ExpressionRefusal } from "./fault";
import { isMoment, isNumber, type Kind, listOf, sayKind, scalar, unify } from "./kind";
import { compareMoments, type Moment } from "./moment";
import { compileInner, type Evaluation, type Node, node, type Scope, warn, warnOfNull, widening } from "./node";
import { isTable, type Value } from "./value";

const bool = scalar("bool");

type Arithmetic = "+" | "-" | "*" | "/" | "%";
type Order = "<" | "<=" | ">" | ">=";

const floating: Record<Arithmetic, (a: number, b: number) => number> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / nonZero(b),
  "%": (a, b) => a % nonZero(b),
};
const exact: Record<Exclude<Arithmetic, "%">, (a: Decimal, b: Decimal) => Decimal> = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
};
const whole: Record<Arithmetic, (a: bigint, b: bigint) => bigint> = {
  "+": (a, b) => bounded(a + b),
  "-": (a, b) => bounded(a - b),
  "*": (a, b) => bounded(a * b),
  "/": (a, b) => a / nonZero(b),
  "%": (a, b) => a % nonZero(b),
};

function nonZero<T extends number | bigint>(divisor: T): T {
  if (Number(divisor) === 0) throw new ExpressionFault("A number was divided by zero.");
  return divisor;
}

/** `+ - * / %`: null with null; exact unless one side is floating; `+` also joins texts and lists. */
export function compileArithmetic(
  op: Arithmetic,
  ast: ASTNode,
  sides: readonly [ASTNode, ASTNode],
  scope: Scope,
): Node {
  const [left, right] = [compileInner(sides[0], scope), compileInner(sides[1], scope)];
  const kind = unify(left.kind, right.kind);
  const run = kind && arithmetic(op, kind);
  if (!kind || !run) throw noArithmetic(op, ast, left.kind, right.kind);
  if (op === "/" && left.kind.name === "int" && right.kind.name === "int") {
    warn(
      scope,
      ast.range,
      "Whole numbers are divided without a rest: 7 / 2 is 3. Write number(…) around one of them for 3.5.",
    );
  }
  const [first, second] = [widening(left, kind), widening(right, kind)];
  return node({ kind, nullable: left.nullable || right.nullable, span: ast.range }, (evaluation) => {
    const a = first(evaluation);
    const b = second(evaluation);
    return a === null || b === null ? null : run(a, b, evaluation);
  });
}

function arithmetic(op: Arithmetic, kind: Kind): ((a: Value, b: Value, evaluation: Evaluation) => Value) | null {
  switch (kind.name) {
    case "int":
      return (a, b) => whole[op](a as bigint, b as bigint);
    case "decimal":
      return op === "%" ? null : (a, b) => exact[op](a as Decimal, b as Decimal);
    case "double":
      return (a, b) => floating[op](a as number, b as number);
    case "text":
      return op === "+" ? joined : null;
    case "list":
      return op === "+" ? chained : null;
    case "null":
      return () => null;
    default:
      return null;
  }
}

function joined(a: Value, b: Value, { meter }: Evaluation): Value {
  meter.payResult((a as string).length + (b as string).length);
  return `${a as string}${b as string}`;
}

function chained(a: Value, b: Value, { meter }: Evaluation): Value {
  const [left, right] = [a as readonly Value[], b as readonly Value[]];
  meter.payList(left.length + right.length);
  return [...left, ...right];
}

function noArithmetic(op: string, ast: ASTNode, left: Kind, right: Kind): ExpressionRefusal {
  const kinds = `${sayKind(left)} ${op} ${sayKind(right)}`;
  const hasText = left.name === "text" || right.name === "text";
  const remedy =
    isMoment(left) || isMoment(right)
      ? "Dates are moved with addDays(…), addMonths(…) or addHours(…), and compared with daysBetween(…)."
      : op === "+" && hasText
        ? "Turn the other part into text with text(…)."
        : hasText
          ? "Turn the text into a number with number(…)."
          : "Look the operator up in the reference.";
  return new ExpressionRefusal(`There is no ${kinds}.`, ast.range, remedy);
}

/** `-x` and `!x`; null counts as no. */
export function compileUnary(op: "-_" | "!_", ast: ASTNode, inner: ASTNode, scope: Scope): Node {
  if (op === "!_") {
    const part = condition(inner, scope);
    return node({ kind: bool, nullable: false, span: ast.range }, (evaluation) => part.run(evaluation) !== true);
  }
  const part = compileInner(inner, scope);
  if (!isNumber(part.kind) && part.kind.name !== "null") {
    throw new ExpressionRefusal(`There is no minus of ${sayKind(part.kind)}.`, ast.range, "Only numbers take a minus.");
  }
  const literal = part.literal === undefined ? {} : { literal: negated(part.literal) };
  return node({ kind: part.kind, nullable: part.nullable, span: ast.range, ...literal }, (evaluation) =>
    negated(part.run(evaluation)),
  );
}

function negated(value: Value): Value {
  if (value instanceof Decimal) return new Decimal(-value.digits, value.scale);
  return typeof value === "bigint" || typeof value === "number" ? -value : null;
}

/** A part that must be a yes or no; null counts as no, with a warning. */
export function condition(ast: ASTNode, scope: Scope): Node {
  const part = compileInner(ast, scope);
  if (part.kind.name !== "bool" && part.kind.name !== "null") {
    throw new ExpressionRefusal(
      `A yes or no is wanted here, not ${sayKind(part.kind)}.`,
      part.span,
      "Compare it with something, for example with == or >.",
    );
  }
  warnOfNull(scope, part, "it counts as no then.");
  return part;
}

/** `&&` and `||` as CEL has them: a side that decides makes the other one's fault irrelevant. */
export function compileLogical(op: "&&" | "||", ast: ASTNode, sides: readonly [ASTNode, ASTNode], scope: Scope): Node {
  const [left, right] = [condition(sides[0], scope), condition(sides[1], scope)];
  const decides = op === "||";
  return node({ kind: bool, nullable: false, span: ast.range }, (evaluation) => {
    try {
      if ((left.run(evaluation) === true) === decides) return decides;
    } catch (error) {
      evaluation.meter.forgive(error);
      if ((right.run(evaluation) === true) === decides) return decides;
      throw error;
    }
    return right.run(evaluation) === true;
  });
}

/** `c ? a : b`; both answers are of one kind. */
export function compileChoice(ast: ASTNode, parts: readonly [ASTNode, ASTNode, ASTNode], scope: Scope): Node {
  const test = condition(parts[0], scope);
  const [yes, no] = [compileInner(parts[1], scope), compileInner(parts[2], scope)];
  const kind = unify(yes.kind, no.kind);
  if (!kind) {
    throw new ExpressionRefusal(
      `The two answers are ${sayKind(yes.kind)} and ${sayKind(no.kind)}.`,
      { start: yes.span.start, end: no.span.end },
      "Make both one kind, for example with text(…).",
    );
  }
  const [first, second] = [widening(yes, kind), widening(no, kind)];
  return node({ kind, nullable: yes.nullable || no.nullable, span: ast.range }, (evaluation) =>
    test.run(evaluation) === true ? first(evaluation) : second(evaluation),
  );
}

/** `== != < <= > >=`: false with null, but `x == null` and `x != null` ask whether there is a value. */
export function compileComparison(
  op: "==" | "!=" | Order,
  ast: ASTNode,
  sides: readonly [ASTNode, ASTNode],
  scope: Scope,
): Node {
  const [left, right] = [compileInner(sides[0], scope), compileInner(sides[1], scope)];
  const part = { kind: bool, nullable: false, span: ast.range };
  if (left.kind.name === "null" || right.kind.name === "null") {
    if (op !== "==" && op !== "!=") {
      throw new ExpressionRefusal(`Nothing is ${op} null.`, ast.range, "Ask with == null or != null.");
    }
    const asked = left.kind.name === "null" ? right : left;
    const wanted = op === "==";
    return node(part, (evaluation) => (asked.run(evaluation) === null) === wanted);
  }
  const kind = unify(left.kind, right.kind);
  const order = kind && orderOf(kind);
  if (!kind || !order || (kind.name === "bool" && op !== "==" && op !== "!="))
    throw noComparison(op, ast, left.kind, right.kind);
  for (const side of [left, right])
    warnOfNull(scope, side, "the comparison is false then. Add == null to ask for that.");
  const [first, second] = [widening(left, kind), widening(right, kind)];
  const holds = tests[op];
  return node(part, (evaluation) => {
    const a = first(evaluation);
    const b = second(evaluation);
    if (a === null || b === null) return false;
    if (typeof a === "string") evaluation.meter.payText(a.length);
    return holds(order(a, b));
  });
}

const tests: Record<"==" | "!=" | Order, (order: number) => boolean> = {
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** How values of a kind are ordered: texts by their UTF-16 units, NaN unlike anything. Null where there is no order. */
export function orderOf(kind: Kind): ((a: Value, b: Value) => number) | null {
  switch (kind.name) {
    case "text":
    case "int":
    case "bool":
    case "double":
      return (a, b) =>
        (a as string) < (b as string) ? -1 : a === b ? 0 : (a as string) > (b as string) ? 1 : Number.NaN;
    case "decimal":
      return (a, b) => compare(a as Decimal, b as Decimal);
    case "timestamp":
    case "datetime":
    case "date":
    case "time":
      return (a, b) => compareMoments(a as Moment, b as Moment);
    default:
      return null;
  }
}

function noComparison(op: string, ast: ASTNode, left: Kind, right: Kind): ExpressionRefusal {
  const name = [left, right].find(isMoment)?.name;
  const remedy =
    left.name === "list" || right.name === "list"
      ? "Ask a list with in, size(…), exists(…) or all(…)."
      : name && (left.name === "text" || right.name === "text")
        ? `Write the text as ${name}("…").`
        : name
          ? "Bring both to one kind, for example with date(…)."
          : isNumber(left) || isNumber(right)
            ? "Turn the text into a number with number(…), or the number into text with text(…)."
            : "Compare values of one kind.";
  return new ExpressionRefusal(`There is no ${sayKind(left)} ${op} ${sayKind(right)}.`, ast.range, remedy);
}

/** `x in list` and `x in {table}`; null is in nothing. */
export function compileIn(ast: ASTNode, sides: readonly [ASTNode, ASTNode], scope: Scope): Node {
  const [wanted, inside] = [compileInner(sides[0], scope), compileInner(sides[1], scope)];
  const container = inside.kind;
  const of = container.name === "list" ? container.of : container.name === "map" ? container.key : null;
  const kind = of && unify(wanted.kind, of);
  const order = kind && orderOf(kind);
  if (!kind || (!order && kind.name !== "null")) {
    throw new ExpressionRefusal(
      `There is no ${sayKind(wanted.kind)} in ${sayKind(container)}.`,
      ast.range,
      'On the right stands a list of values like those on the left, for example ["a", "b"].',
    );
  }
  warnOfNull(scope, wanted, "it is in no list then.");
  const look = widening(wanted, kind);
  const list = container.name === "list" ? widening(inside, listOf(kind)) : inside.run;
  return node({ kind: bool, nullable: false, span: ast.range }, (evaluation) => {
    const value = look(evaluation);
    const values = list(evaluation);
    if (value === null || values === null || !order) return false;
    if (isTable(values)) return values.has(String(value));
    const elements = values as readonly Value[];
    evaluation.meter.pay(elements.length);
    return elements.some((element) => element !== null && order(element, value) === 0);
  });
}
