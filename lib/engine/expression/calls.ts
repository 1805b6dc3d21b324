import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionRefusal } from "./fault";
import type { FunctionEntry, Overload, Parameter } from "./functions/entry";
import { functionTable } from "./functions/table";
import { type Kind, listOf, sayKind, scalar } from "./kind";
import { compileMacro, isMacro, macroNames } from "./macros";
import { nearest } from "./near";
import { compileInner, type Node, node, type Scope, warn, widening } from "./node";
import type { Value } from "./value";

/** Compiles `f(x, y)` and `x.f(y)`, which are one and the same. */
export function compileCall(name: string, ast: ASTNode, args: readonly ASTNode[], scope: Scope): Node {
  const [list, ...rest] = args;
  if (isMacro(name) && list) return compileMacro(name, ast, list, rest, scope);
  const entry = functionTable.get(name);
  if (!entry) throw unknownFunction(name, ast);
  const nodes = args.map((arg) => compileInner(arg, scope));
  if (entry.compile) return entry.compile({ name, ast, args: nodes, scope });
  return compileOverloaded(entry, entry.overloads, ast, nodes, scope);
}

function unknownFunction(name: string, ast: ASTNode): ExpressionRefusal {
  const near = nearest(name, [...functionTable.keys(), ...macroNames]);
  const remedy = near ? `Did you mean ${near}(…)?` : "The reference below the field shows every function.";
  return new ExpressionRefusal(`There is no function “${name}”.`, ast.range, remedy);
}

function compileOverloaded(
  entry: FunctionEntry,
  overloads: readonly Overload[],
  ast: ASTNode,
  args: readonly Node[],
  scope: Scope,
): Node {
  const kinds = args.map((arg) => arg.kind);
  const overload =
    overloads.find((candidate) => fits(candidate, kinds, "exactly")) ??
    overloads.find((candidate) => fits(candidate, kinds, "widened"));
  if (!overload) throw misfit(entry, overloads, ast, args);
  const runs = args.map((arg, index) => widening(arg, wanted(overload.takes[index] as Parameter, arg.kind)));
  const kind = typeof overload.gives === "function" ? overload.gives(kinds) : overload.gives;
  const nullable = (overload.mayBeNull ?? false) || args.some((arg) => arg.nullable);
  if (args.some((arg) => arg.kind.name === "null")) warn(scope, ast.range, `${entry.name}(…) of null is always null.`);
  return node({ kind, nullable, span: ast.range }, (evaluation) => {
    const values: Value[] = [];
    for (const run of runs) {
      const value = run(evaluation);
      if (value === null) return null;
      values.push(value);
    }
    return overload.run(values, evaluation.meter);
  });
}

const wider: Partial<Record<Parameter, readonly string[]>> = { decimal: ["int"], double: ["int", "decimal"] };

function fits(overload: Overload, kinds: readonly Kind[], how: "exactly" | "widened"): boolean {
  if (overload.takes.length !== kinds.length) return false;
  return overload.takes.every((parameter, index) => {
    const kind = kinds[index] as Kind;
    if (kind.name === "null" || parameter === "any") return true;
    if (parameter === "list") return kind.name === "list";
    if (parameter === "texts") return kind.name === "list" && (kind.of.name === "text" || kind.of.name === "null");
    return kind.name === parameter || (how === "widened" && (wider[parameter]?.includes(kind.name) ?? false));
  });
}

function wanted(parameter: Parameter, kind: Kind): Kind {
  if (parameter === "any" || parameter === "list") return kind;
  return parameter === "texts" ? listOf(scalar("text")) : scalar(parameter);
}

function misfit(
  entry: FunctionEntry,
  overloads: readonly Overload[],
  ast: ASTNode,
  args: readonly Node[],
): ExpressionRefusal {
  const given = args.length === 0 ? "nothing" : args.map((arg) => sayKind(arg.kind)).join(", ");
  const sameCount = overloads.filter((overload) => overload.takes.length === args.length);
  const wrong =
    sameCount.length === 0
      ? undefined
      : args.find((arg, index) => !sameCount.some((overload) => fitsOne(overload, index, arg.kind)));
  const remedy =
    wrong && wrong.kind.name !== "text" && sameCount.some((overload) => overload.takes[args.indexOf(wrong)] === "text")
      ? `Turn it into text with text(…). It is written ${entry.form}.`
      : `It is written ${entry.form}, for example ${entry.examples[0].expression}.`;
  return new ExpressionRefusal(`${entry.name}(…) cannot be given ${given}.`, wrong?.span ?? ast.range, remedy);
}

function fitsOne(overload: Overload, index: number, kind: Kind): boolean {
  return fits({ ...overload, takes: [overload.takes[index] as Parameter] }, [kind], "widened");
}
