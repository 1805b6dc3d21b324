/**
 * The small part of SharePoint's formulas that calculated columns and validations of trials need: columns in brackets, numbers, texts,
 * `+ - * / &`, comparisons, and AND, OR, NOT, IF, LEN, ROUND, CONCATENATE.
 */
export type FormulaValue = string | number | boolean;

/** A formula that cannot be read here; the service would know more of them. */
export class FormulaError extends Error {}

type Read = (column: string) => FormulaValue | undefined;
type Run = (read: Read) => FormulaValue;

const pattern =
  /\s*(?:\[([^\]]+)\]|"((?:[^"]|"")*)"|(\d+(?:\.\d+)?)|([A-Za-z]+)(?=\s*\()|(<>|<=|>=|[-+*/&=<>(),])|([A-Za-z]\w*))/gy;

interface Token {
  kind: "column" | "text" | "number" | "call" | "sign";
  text: string;
}

function tokenize(formula: string): Token[] {
  const text = formula.trim().replace(/^=/, "");
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (text.slice(pattern.lastIndex).trim() !== "") {
    const match = pattern.exec(text);
    if (!match) throw new FormulaError("The formula contains a syntax error or is not supported.");
    const [, column, quoted, digits, call, sign, word] = match;
    if (column !== undefined || word !== undefined) tokens.push({ kind: "column", text: column ?? word ?? "" });
    else if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll('""', '"') });
    else if (digits !== undefined) tokens.push({ kind: "number", text: digits });
    else if (call !== undefined) tokens.push({ kind: "call", text: call.toUpperCase() });
    else tokens.push({ kind: "sign", text: sign ?? "" });
  }
  return tokens;
}

const binding: Record<string, number> = {
  "=": 1,
  "<>": 1,
  "<": 1,
  ">": 1,
  "<=": 1,
  ">=": 1,
  "&": 2,
  "+": 3,
  "-": 3,
  "*": 4,
  "/": 4,
};

const operators: Record<string, (a: FormulaValue, b: FormulaValue) => FormulaValue> = {
  "=": (a, b) => plain(a) === plain(b),
  "<>": (a, b) => plain(a) !== plain(b),
  "<": (a, b) => plain(a) < plain(b),
  ">": (a, b) => plain(a) > plain(b),
  "<=": (a, b) => plain(a) <= plain(b),
  ">=": (a, b) => plain(a) >= plain(b),
  "&": (a, b) => `${a}${b}`,
  "+": (a, b) => Number(a) + Number(b),
  "-": (a, b) => Number(a) - Number(b),
  "*": (a, b) => Number(a) * Number(b),
  "/": (a, b) => Number(a) / Number(b),
};

/** Texts compare without case, as everywhere in SharePoint. */
const plain = (value: FormulaValue) => (typeof value === "string" ? value.toLowerCase() : value);

const functions: Record<string, (parts: FormulaValue[]) => FormulaValue> = {
  AND: (parts) => parts.every(Boolean),
  OR: (parts) => parts.some(Boolean),
  NOT: ([part]) => !part,
  IF: ([test, yes = true, no = false]) => (test ? yes : no),
  LEN: ([part = ""]) => String(part).length,
  ROUND: ([part = 0, digits = 0]) => Number(Number(part).toFixed(Number(digits))),
  CONCATENATE: (parts) => parts.join(""),
};

/** @throws FormulaError for what is not understood */
export function parseFormula(formula: string): Run {
  const tokens = tokenize(formula);
  let at = 0;
  const isSign = (text: string) => tokens[at]?.kind === "sign" && tokens[at]?.text === text;
  const take = (text: string) => {
    if (!isSign(text)) throw new FormulaError(`The formula lacks '${text}'.`);
    at++;
  };
  const call = (name: string): Run => {
    const work = functions[name];
    if (!work) throw new FormulaError(`The function ${name} is not supported.`);
    take("(");
    const parts: Run[] = [];
    while (!isSign(")")) {
      parts.push(expression(0));
      if (!isSign(")")) take(",");
    }
    take(")");
    return (read) => work(parts.map((part) => part(read)));
  };
  const operand = (): Run => {
    const token = tokens[at++];
    if (token?.kind === "column") return (read) => read(token.text) ?? "";
    if (token?.kind === "text") return () => token.text;
    if (token?.kind === "number") return () => Number(token.text);
    if (token?.kind === "call") return call(token.text);
    if (token?.text === "-")
      return (
        (inner) => (read: Read) =>
          -Number(inner(read))
      )(operand());
    if (token?.text !== "(") throw new FormulaError("The formula ends too early or has an operator too many.");
    const inner = expression(0);
    take(")");
    return inner;
  };
  const expression = (least: number): Run => {
    let left = operand();
    for (;;) {
      const sign = tokens[at]?.kind === "sign" ? (tokens[at]?.text ?? "") : "";
      const strength = binding[sign];
      const work = operators[sign];
      if (strength === undefined || !work || strength <= least) return left;
      at++;
      const [before, right] = [left, expression(strength)];
      left = (read) => work(before(read), right(read));
    }
  };
  const run = expression(0);
  if (at !== tokens.length) throw new FormulaError("The formula goes on behind its end.");
  return run;
}
