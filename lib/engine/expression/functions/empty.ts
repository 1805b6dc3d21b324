import { ExpressionRefusal } from "../fault";
import { isMoment, type Kind, nothing, sayKind, unify } from "../kind";
import { type Node, node, unified, widening } from "../node";
import { orderOf } from "../operators";
import { textOf, type Value } from "../value";
import { bool, type Call, type FunctionEntry, text } from "./entry";

function needs({ name, ast, args }: Call, least: number, most: number, example: string): void {
  if (args.length >= least && args.length <= most) return;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  throw new ExpressionRefusal(
    `${name}(…) takes ${wanted} values, not ${args.length}.`,
    ast.range,
    `For example: ${example}.`,
  );
}

function compileCoalesce(call: Call): Node {
  needs(call, 2, 32, `${call.name}(nickname, name, "unknown")`);
  const { kind, runs } = unified(call.args, "The alternatives are");
  return node({ kind, nullable: call.args.every((arg) => arg.nullable), span: call.ast.range }, (evaluation) => {
    for (const run of runs) {
      const value = run(evaluation);
      if (value !== null) return value;
    }
    return null;
  });
}

function compileNullIf(call: Call): Node {
  needs(call, 2, 2, 'nullIf(code, "")');
  const [value, unwanted] = call.args as readonly [Node, Node];
  const kind = unify(value.kind, unwanted.kind);
  const order = kind && orderOf(kind);
  if (!kind || !order) {
    throw new ExpressionRefusal(
      `There is no comparing ${sayKind(value.kind)} with ${sayKind(unwanted.kind)}.`,
      call.ast.range,
      "Give two values of one kind.",
    );
  }
  const [first, second] = [widening(value, kind), widening(unwanted, kind)];
  return node({ kind, nullable: true, span: call.ast.range }, (evaluation) => {
    const found = first(evaluation);
    const other = second(evaluation);
    return found !== null && other !== null && order(found, other) === 0 ? null : found;
  });
}

function compileIsEmpty(call: Call): Node {
  needs(call, 1, 1, "isEmpty(name)");
  const [value] = call.args as readonly [Node];
  return node({ kind: bool, nullable: false, span: call.ast.range }, (evaluation) => {
    const found = value.run(evaluation);
    if (typeof found === "string") evaluation.meter.payText(found.length);
    if (Array.isArray(found)) return found.length === 0;
    return found === null || (typeof found === "string" && found.trim() === "");
  });
}

function compileHas(call: Call): Node {
  needs(call, 1, 1, "has(name)");
  const [value] = call.args as readonly [Node];
  return node({ kind: bool, nullable: false, span: call.ast.range }, (evaluation) => value.run(evaluation) !== null);
}

const isPlain = (kind: Kind) => kind.name !== "list" && kind.name !== "map";

function compileConcat(call: Call): Node {
  needs(call, 1, 32, 'concat(first, " ", last)');
  for (const { kind, span } of call.args) {
    if (!isPlain(kind))
      throw new ExpressionRefusal(`concat(…) takes no ${sayKind(kind)}.`, span, "Join a list with join(…).");
  }
  return node({ kind: text, nullable: false, span: call.ast.range }, (evaluation) => {
    let result = "";
    for (const arg of call.args) {
      const part = textOf(arg.run(evaluation)) ?? "";
      evaluation.meter.payResult(result.length + part.length);
      result += part;
    }
    return result;
  });
}

function compileLookup(call: Call): Node {
  needs(call, 2, 3, 'lookup(status, {"a": "Active", "x": "Gone"}, "Unknown")');
  const [wanted, table, otherwise] = call.args as readonly [Node, Node, Node?];
  if (table.kind.name !== "map") {
    throw new ExpressionRefusal(
      `lookup(…) needs a table, not ${sayKind(table.kind)}.`,
      table.span,
      'Write it out: {"a": "Active", "x": "Gone"}.',
    );
  }
  const { key } = table.kind;
  if (wanted.kind.name !== key.name && wanted.kind.name !== "null" && key.name !== "null") {
    const remedy = isMoment(wanted.kind)
      ? "Turn it into text with formatDate(…)."
      : "Turn it into the kind of the keys with text(…) or int(…).";
    throw new ExpressionRefusal(
      `There is no ${sayKind(wanted.kind)} among keys that are ${sayKind(key)}.`,
      wanted.span,
      remedy,
    );
  }
  const none: Node = { kind: nothing, nullable: true, span: call.ast.range, run: () => null };
  const answers = unified([{ ...none, kind: table.kind.of, nullable: false }, otherwise ?? none], "The answers are");
  const { kind } = answers;
  const other = widening(otherwise ?? none, kind);
  const values = widening(table, { name: "map", key, of: kind });
  return node({ kind, nullable: otherwise?.nullable ?? true, span: call.ast.range }, (evaluation) => {
    const name = wanted.run(evaluation);
    const found = name === null ? undefined : (values(evaluation) as ReadonlyMap<string, Value>).get(String(name));
    return found === undefined ? other(evaluation) : found;
  });
}

/** Functions that null does not pass through: they are how an expression deals with it. */
export const emptyFunctions: readonly FunctionEntry[] = [
  {
    name: "coalesce",
    group: "Empty values",
    form: "coalesce(value, value, …)",
    says: "The first value that is not null.",
    examples: [{ expression: 'coalesce(null, "b", "c")', result: "b" }],
    compile: compileCoalesce,
  },
  {
    name: "orElse",
    group: "Empty values",
    form: "orElse(value, other)",
    says: "The value, or the other one where it is null.",
    examples: [{ expression: 'nullIf("", "").orElse("none")', result: "none" }],
    compile: compileCoalesce,
  },
  {
    name: "nullIf",
    group: "Empty values",
    form: "nullIf(value, unwanted)",
    says: "Nothing (null) where the two are equal, else the value.",
    examples: [{ expression: 'nullIf("n/a", "n/a")', result: null }],
    compile: compileNullIf,
  },
  {
    name: "isEmpty",
    group: "Empty values",
    form: "isEmpty(value)",
    says: "Whether it is null, a text of spaces only, or a list without elements.",
    examples: [{ expression: 'isEmpty("  ")', result: "true" }],
    compile: compileIsEmpty,
  },
  {
    name: "has",
    group: "Empty values",
    form: "has(value)",
    says: "Whether it is not null.",
    examples: [{ expression: "has(null)", result: "false" }],
    compile: compileHas,
  },
  {
    name: "concat",
    group: "Empty values",
    form: "concat(value, value, …)",
    says: "All values as one text, leaving out those that are null; + would be null with any of them.",
    examples: [{ expression: 'concat("Ada", " ", null, 1)', result: "Ada 1" }],
    compile: compileConcat,
  },
  {
    name: "lookup",
    group: "Tables of values",
    form: "lookup(value, {key: answer, …}, otherwise?)",
    says: "The answer of a table for a value; otherwise, or nothing, where the table has no such key or the value is null.",
    examples: [
      { expression: 'lookup("a", {"a": "Active", "x": "Gone"})', result: "Active" },
      { expression: 'lookup("?", {"a": "Active", "x": "Gone"}, "Unknown")', result: "Unknown" },
    ],
    compile: compileLookup,
  },
];
