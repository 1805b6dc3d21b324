import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionRefusal, type Span } from "./fault";
import { functionTable } from "./functions/table";
import { sayKind } from "./kind";
import { nearest } from "./near";
import { compileInner, type Node, node, type Scope, type Variable } from "./node";

function readVariable(variable: Variable, span: Span, scope: Scope): Node {
  const { kind, nullable, column } = variable;
  if (column !== null) scope.notes.columnsUsed.add(column);
  return node({ kind, nullable, span }, (evaluation) => variable.run(evaluation));
}

/** A name alone: an element of a list, `value`, or a column. */
export function compileName(ast: ASTNode & { readonly op: "id" }, scope: Scope): Node {
  const name = ast.args;
  const variable = scope.variables.get(name);
  if (variable) return readVariable(variable, ast.range, scope);
  if (name === "row")
    throw new ExpressionRefusal("The row as a whole is no value.", ast.range, 'A column is row["name"].');
  if (name === "run" || name === "definition") throw metadataRefusal(name, ast.range, scope);
  const column = scope.columns.get(name);
  if (column && "refusal" in column) throw new ExpressionRefusal(column.refusal, ast.range, "Leave it out.");
  if (functionTable.has(name)) {
    throw new ExpressionRefusal(
      `“${name}” is a function.`,
      ast.range,
      `Call it: ${functionTable.get(name)?.form ?? name}.`,
    );
  }
  if (name === "value")
    throw new ExpressionRefusal(
      "There is no column that value could stand for.",
      ast.range,
      "Name a column of the table.",
    );
  throw unknownColumn(name, ast.range, scope);
}

function unknownColumn(name: string, span: Span, scope: Scope): ExpressionRefusal {
  const near = nearest(name, [...scope.variables.keys(), ...scope.columns.keys()]);
  const written = near === null ? null : scope.variables.has(near) ? near : `row[${JSON.stringify(near)}]`;
  const remedy = written ? `Did you mean ${written}?` : "The names of the table's columns are shown beside the field.";
  return new ExpressionRefusal(`There is no column “${name}”.`, span, remedy);
}

function metadataRefusal(name: string, span: Span, scope: Scope): ExpressionRefusal {
  const names = [...scope.metadata.keys()].join(", ");
  return new ExpressionRefusal(`“${name}” is no value by itself.`, span, `There are ${names}.`);
}

/** The name of what stands left of a point or bracket, where it is a name that no element of a list hides. */
function ownName(ast: ASTNode, scope: Scope): string | null {
  return ast.op === "id" && !scope.variables.has(ast.args) ? ast.args : null;
}

/** `row.name`, `run.startedAt`, `definition.name`: nothing else has parts. */
export function compileField(ast: ASTNode & { readonly op: "." }, scope: Scope): Node {
  const [left, field] = ast.args;
  const name = ownName(left, scope);
  if (name === "row") return compileColumn(field, ast.range, scope);
  if (name === "run" || name === "definition") {
    const fact = scope.metadata.get(`${name}.${field}`);
    if (!fact) throw metadataRefusal(`${name}.${field}`, ast.range, scope);
    scope.notes.metadataUsed.add(`${name}.${field}`);
    return readVariable(fact, ast.range, scope);
  }
  const inner = compileInner(left, scope);
  const remedy = functionTable.has(field)
    ? `Call it: ${field}(…).`
    : "After a point stands a function, for example .trim().";
  throw new ExpressionRefusal(`There is no part “${field}” of ${sayKind(inner.kind)}.`, ast.range, remedy);
}

/** `row["any name"]`; null where the left side is something else. The name is written out, so that the columns of an expression are known. */
export function compileRowIndex(ast: ASTNode & { readonly op: "[]" }, scope: Scope): Node | null {
  const [left, index] = ast.args;
  if (ownName(left, scope) !== "row") return null;
  if (index.op !== "value" || typeof index.args !== "string") {
    throw new ExpressionRefusal(
      "A column's name is written out in quotes.",
      index.range,
      'For example: row["a name"].',
    );
  }
  return compileColumn(index.args, ast.range, scope);
}

function compileColumn(name: string, span: Span, scope: Scope): Node {
  const column = scope.columns.get(name);
  if (!column) throw unknownColumn(name, span, scope);
  if ("refusal" in column) throw new ExpressionRefusal(column.refusal, span, "Leave it out.");
  return readVariable(column, span, scope);
}
