import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import { ExpressionRefusal, type Span } from "./fault";
import { limits } from "./limits";

/**
 * The library gives CEL's grammar, the places of all parts and bounds on both; kinds, null and steps are ours (decision 8). Nothing is
 * registered in its environment and nothing is evaluated by it.
 */
const grammar = new Environment({
  limits: {
    maxAstNodes: limits.nodes,
    maxDepth: limits.depth / 2,
    maxListElements: 1_000,
    maxMapEntries: 1_000,
    maxCallArguments: 32,
  },
});

/** The syntax tree of a text, or the first fault of its syntax as an ExpressionRefusal. */
export function parseExpression(text: string): ASTNode {
  const whole = { start: 0, end: text.length };
  if (text.trim() === "") {
    throw new ExpressionRefusal("There is no expression.", whole, "Write one, for example value.trim().");
  }
  if (text.length > limits.textLength) {
    const remedy = "Shorten it; long tables of values belong in the database.";
    throw new ExpressionRefusal(`The expression has more than ${limits.textLength} characters.`, whole, remedy);
  }
  try {
    return grammar.parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw refusalOf(error, text, error.range ?? whole);
  }
}

const refusals: Record<string, readonly [message: string, remedy: string]> = {
  unterminated_string: ["The text in quotes has no end.", "Close it with the same quote."],
  unterminated_triple_quoted_string: ["The text in quotes has no end.", 'Close it with """.'],
  newline_in_string: ["A text in quotes ends in another line.", 'Write \\n for a line end, or use """ around it.'],
  reserved_identifier: ["This word is reserved in CEL.", 'A column of that name is row["…"].'],
  invalid_macro_argument: ["Here stands a name for the element.", 'For example: tags.exists(tag, tag == "a").'],
  limit_exceeded: ["The expression is too large.", "Split it, or use a lookup table."],
  invalid_integer: ["This is no number.", "Write digits, with a point before the fraction."],
  expected_token: ["Something is missing here.", "Look for a bracket, comma or quote that is not closed."],
};

function refusalOf(error: ParseError, text: string, range: Span): ExpressionRefusal {
  const place =
    range.start >= text.length
      ? { start: Math.max(0, text.length - 1), end: text.length }
      : { ...range, end: Math.max(range.end, range.start + 1) };
  const known = refusals[error.code];
  if (known) return new ExpressionRefusal(known[0], place, known[1]);
  if (error.code === "unexpected_token" && range.start >= text.length) {
    return new ExpressionRefusal("The expression ends too early.", place, "Something must follow here.");
  }
  if (error.code === "unexpected_character" || error.code === "unexpected_token") return unexpected(text, place);
  return new ExpressionRefusal(`${error.summary}.`, place, "See the reference of expressions.");
}

function unexpected(text: string, place: Span): ExpressionRefusal {
  const [character = ""] = [...text.slice(place.start)];
  if (/\p{Letter}/u.test(character)) {
    return new ExpressionRefusal(
      "A name holds only the letters a to z, digits and _.",
      place,
      'A column of another name is reached by row["…"].',
    );
  }
  const remedy = character === "=" ? "Write == to compare." : 'Texts stand in "…"; a column of any name is row["…"].';
  return new ExpressionRefusal(`${character} is not expected here.`, place, remedy);
}
