import type { ASTNode } from "@marcbachmann/cel-js";
import { type ExpressionFault, ExpressionRefusal } from "./fault";
import { type Kind, listOf, sayKind, scalar } from "./kind";
import type { Meter } from "./limits";
import { compileInner, type Evaluation, type Node, node, type Scope, warnOfNull } from "./node";
import type { Value } from "./value";

/** CEL's macros over lists: the name that the first argument binds stands for each element in the others. */
export const macroNames = ["all", "exists", "exists_one", "filter", "map"] as const;
export type MacroName = (typeof macroNames)[number];

export const isMacro = (name: string): name is MacroName => (macroNames as readonly string[]).includes(name);

type EachElement = (elements: readonly Value[], test: (element: Value) => Value, meter: Meter) => Value;

const asBool = scalar("bool");

/**
 * Compiles `list.all(x, …)` and its like. Each element costs its steps, so that macros in macros end with the row's account and not later.
 * An error in one element fails the row, as long as no other element decides alone.
 */
export function compileMacro(
  name: MacroName,
  ast: ASTNode,
  list: ASTNode,
  args: readonly ASTNode[],
  scope: Scope,
): Node {
  const over = compileInner(list, scope);
  if (over.kind.name !== "list") {
    throw new ExpressionRefusal(
      `${name}(…) needs a list, not ${sayKind(over.kind)}.`,
      over.span,
      "split(…) makes a list of a text.",
    );
  }
  const [variable, ...bodies] = args;
  if (variable?.op !== "id" || bodies.length !== 1) {
    throw new ExpressionRefusal(
      `${name}(…) takes a name for the element and one expression.`,
      ast.range,
      `For example: tags.${name}(tag, tag != "").`,
    );
  }
  const inner = bind(scope, variable.args, over.kind.of);
  const body = compileInner(bodies[0] as ASTNode, inner);
  if (name !== "map") {
    if (body.kind.name !== "bool" && body.kind.name !== "null") {
      throw new ExpressionRefusal(
        `A yes or no is wanted here, not ${sayKind(body.kind)}.`,
        body.span,
        "Compare it with something.",
      );
    }
    warnOfNull(scope, body, "it counts as no then.");
  }
  const each = loops[name];
  const slot = scope.slots;
  const kind: Kind = name === "map" ? listOf(body.kind) : name === "filter" ? over.kind : asBool;
  const span = ast.range;
  const isList = kind.name === "list";
  return node({ kind, nullable: isList && over.nullable, span }, (evaluation) => {
    const elements = over.run(evaluation) as readonly Value[] | null;
    if (elements === null) return isList ? null : name === "all";
    evaluation.meter.payList(elements.length);
    return each(elements, (element) => bodyOf(evaluation, slot, element, body), evaluation.meter);
  });
}

function bodyOf(evaluation: Evaluation, slot: number, element: Value, body: Node): Value {
  evaluation.locals[slot] = element;
  return body.run(evaluation);
}

function bind(scope: Scope, name: string, kind: Kind): Scope {
  const slot = scope.slots;
  const variable = { kind, nullable: true, column: null, run: ({ locals }: Evaluation) => locals[slot] ?? null };
  return { ...scope, slots: slot + 1, variables: new Map([...scope.variables, [name, variable]]) };
}

const loops: Record<MacroName, EachElement> = {
  map: (elements, each) => elements.map(each),
  filter: (elements, each) => elements.filter((element) => each(element) === true),
  exists_one: (elements, each) => elements.filter((element) => each(element) === true).length === 1,
  exists: (elements, each, meter) => decided(elements, each, meter, true),
  all: (elements, each, meter) => !decided(elements, each, meter, false),
};

/** Whether any element answers `decisive`; a fault stands only where none does. */
function decided(
  elements: readonly Value[],
  each: (element: Value) => Value,
  meter: Meter,
  decisive: boolean,
): boolean {
  let fault: ExpressionFault | null = null;
  for (const element of elements) {
    try {
      if ((each(element) === true) === decisive) return true;
    } catch (error) {
      const forgiven = meter.forgive(error);
      fault ??= forgiven;
    }
  }
  if (fault) throw fault;
  return false;
}
