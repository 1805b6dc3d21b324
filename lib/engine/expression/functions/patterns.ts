import { RE2JS } from "re2js";
import { ExpressionRefusal } from "../fault";
import { sayKind } from "../kind";
import { limits, type Meter } from "../limits";
import { type Node, node } from "../node";
import { bool, type Call, text } from "./entry";

/**
 * Patterns run on RE2: an automaton that reads each character once, so that no pattern can make it hang as a backtracking one would.
 * A pattern is written out, compiled and bounded when the expression is saved, never taken from a row.
 */
function patternOf({ name, ast, args }: Call): {
  readonly subject: Node;
  readonly pattern: RE2JS;
  readonly states: number;
} {
  const [subject, written] = args;
  if (!subject || !written || args.length !== 2) {
    throw new ExpressionRefusal(
      `${name}(…) takes a text and a pattern.`,
      ast.range,
      `For example: ${name}(code, "^[A-Z]{2}").`,
    );
  }
  if (subject.kind.name !== "text" && subject.kind.name !== "null") {
    throw new ExpressionRefusal(
      `${name}(…) needs text, not ${sayKind(subject.kind)}.`,
      subject.span,
      "Turn it into text with text(…).",
    );
  }
  const { literal, span } = written;
  if (typeof literal !== "string") {
    throw new ExpressionRefusal(
      "A pattern is written out as text.",
      span,
      "Write it in quotes; it cannot come from a row.",
    );
  }
  // Before it is compiled: repetitions are unrolled, and would cost what they count.
  const repeats = [...literal.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [least, most]);
  const isLarge = repeats.some((count) => Number(count ?? 0) > limits.patternRepeats);
  if (literal.length > limits.patternLength || isLarge) throw tooLarge(written);
  const pattern = compiled(literal, written);
  const states = pattern.programSize();
  if (states > limits.patternStates) throw tooLarge(written);
  return { subject, pattern, states };
}

function compiled(literal: string, { span }: Node): RE2JS {
  try {
    return RE2JS.compile(literal);
  } catch (error) {
    // The library throws its own exceptions for what is no pattern, and nothing else.
    const message = error instanceof Error ? error.message.replace("error parsing regexp: ", "") : "";
    throw new ExpressionRefusal(
      `This is no pattern: ${message}.`,
      span,
      'Patterns have RE2 syntax: no look-ahead and no back-references. A backslash is written twice, or the text as r"…".',
    );
  }
}

function tooLarge({ span }: Node): ExpressionRefusal {
  return new ExpressionRefusal("The pattern is too large.", span, "Use smaller repetitions, or several patterns.");
}

/** The automaton may hold all its states at once: a character costs what the pattern is large. */
function payMatch(meter: Meter, length: number, states: number): void {
  meter.pay(1 + Math.ceil((length * Math.max(states, 64)) / 4096));
}

export function compileMatches(call: Call): Node {
  const { subject, pattern, states } = patternOf(call);
  return node({ kind: bool, nullable: subject.nullable, span: call.ast.range }, (evaluation) => {
    const value = subject.run(evaluation);
    if (value === null) return null;
    payMatch(evaluation.meter, (value as string).length, states);
    return pattern.test(value as string);
  });
}

export function compileExtract(call: Call): Node {
  const { subject, pattern, states } = patternOf(call);
  return node({ kind: text, nullable: true, span: call.ast.range }, (evaluation) => {
    const value = subject.run(evaluation);
    if (value === null) return null;
    payMatch(evaluation.meter, (value as string).length, states);
    const found = pattern.exec(value as string);
    return found ? (found[1] ?? (found.length > 1 ? null : (found[0] ?? null))) : null;
  });
}
