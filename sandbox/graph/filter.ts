import type { FieldValue } from "./entities";
import { GraphError } from "./errors";

/** `$filter` of list items (Graph contract 6.4): comparisons and startswith on `fields/<name>`, joined by and, or. */
export type Filter =
  | { kind: "and" | "or"; left: Filter; right: Filter }
  | { kind: "compare"; field: string; op: CompareOp; value: Literal };

export type CompareOp = "eq" | "ne" | "lt" | "gt" | "le" | "ge" | "startswith";
export type Literal = string | number | boolean | null;

const badFilter = () => new GraphError(400, "BadRequest", "Invalid filter clause");

type Token = { kind: "word"; text: string } | { kind: "string"; text: string } | { kind: "(" | ")" | "," };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|'((?:[^']|'')*)'|([(),])|([^\s(),']+)/gy;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) throw badFilter();
    if (match[1] !== undefined) tokens.push({ kind: "string", text: match[1].replaceAll("''", "'") });
    else if (match[2] !== undefined) tokens.push({ kind: match[2] as "(" | ")" | "," });
    else if (match[3] !== undefined) tokens.push({ kind: "word", text: match[3] });
  }
  return tokens;
}

export function parseFilter(text: string): Filter {
  const tokens = tokenize(text);
  let at = 0;
  const next = (): Token => {
    const token = tokens[at++];
    if (!token) throw badFilter();
    return token;
  };
  const isWord = (word: string) => {
    const token = tokens[at];
    return token?.kind === "word" && token.text.toLowerCase() === word;
  };
  const expect = (kind: Token["kind"]) => {
    if (next().kind !== kind) throw badFilter();
  };

  const chain = (word: "and" | "or", operand: () => Filter) => (): Filter => {
    let left = operand();
    while (isWord(word)) {
      at++;
      left = { kind: word, left, right: operand() };
    }
    return left;
  };
  const primary = (): Filter => {
    if (tokens[at]?.kind === "(") {
      at++;
      const inner = either();
      expect(")");
      return inner;
    }
    if (isWord("startswith")) {
      at++;
      expect("(");
      const field = fieldName(next());
      expect(",");
      const value = literal(next());
      expect(")");
      if (typeof value !== "string") throw badFilter();
      return { kind: "compare", field, op: "startswith", value };
    }
    const field = fieldName(next());
    const op = next();
    if (op.kind !== "word" || !/^(eq|ne|lt|gt|le|ge)$/i.test(op.text)) throw badFilter();
    return { kind: "compare", field, op: op.text.toLowerCase() as CompareOp, value: literal(next()) };
  };
  const both = chain("and", primary);
  const either: () => Filter = chain("or", both);

  const filter = either();
  if (at !== tokens.length) throw badFilter();
  return filter;
}

/** Only columns can be filtered, and only by `fields/<internal name>`. */
function fieldName(token: Token): string {
  const match = token.kind === "word" ? /^fields\/([A-Za-z_][A-Za-z0-9_]*)$/.exec(token.text) : null;
  if (!match?.[1]) throw badFilter();
  return match[1];
}

function literal(token: Token): Literal {
  if (token.kind === "string") return token.text;
  if (token.kind !== "word") throw badFilter();
  if (/^(true|false)$/i.test(token.text)) return token.text.toLowerCase() === "true";
  if (token.text === "null") return null;
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(token.text)) return Number(token.text);
  if (/^\d{4}-\d{2}-\d{2}/.test(token.text)) return token.text;
  throw badFilter();
}

/** Every field that a filter names, in order, each once. */
export function filterFields(filter: Filter): string[] {
  if (filter.kind === "compare") return [filter.field];
  return [...new Set([...filterFields(filter.left), ...filterFields(filter.right)])];
}

/** Whether a cell passes; text and choices compare without case, as SharePoint does. */
export function passes(value: FieldValue | undefined, op: CompareOp, wanted: Literal): boolean {
  if (wanted === null) return op === "eq" ? value === undefined : op === "ne" && value !== undefined;
  if (value === undefined) return op === "ne";
  if (Array.isArray(value)) {
    const some = value.some((each: string | number) => passes(each, "eq", wanted));
    return op === "eq" ? some : op === "ne" && !some;
  }
  if (typeof value === "object") return passes(value.Url, op, wanted);
  const [left, right] = comparable(value, wanted);
  switch (op) {
    case "eq":
      return left === right;
    case "ne":
      return left !== right;
    case "lt":
      return left < right;
    case "gt":
      return left > right;
    case "le":
      return left <= right;
    case "ge":
      return left >= right;
    case "startswith":
      return String(left).startsWith(String(right));
  }
}

function comparable(value: string | number | boolean, wanted: string | number | boolean) {
  if (typeof value === "boolean") return [Number(value), Number(wanted === "true" || wanted)] as const;
  if (typeof value === "number") return [value, Number(wanted)] as const;
  const text = String(wanted);
  // Two ISO times may be written differently; as instants they are the same.
  if (/^\d{4}-\d{2}-\d{2}T/.test(value) && /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)))
    return [Date.parse(value), Date.parse(text)] as const;
  return [value.toLowerCase(), text.toLowerCase()] as const;
}

/** Evaluates a filter on one item, given how to read a field; a field read as `skip` filters nothing. */
export function matches(filter: Filter, read: (field: string) => FieldValue | undefined | typeof skip): boolean {
  if (filter.kind !== "compare") {
    const left = matches(filter.left, read);
    return filter.kind === "and" ? left && matches(filter.right, read) : left || matches(filter.right, read);
  }
  const value = read(filter.field);
  return value === skip || passes(value, filter.op, filter.value);
}

/** A lookup's shown value: filtering by it silently filters nothing (Graph contract 6.4). */
export const skip = Symbol("not filterable");
