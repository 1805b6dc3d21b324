/** Where something stands in an expression's text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A fault of an expression's text, with its place and what to do about it. */
export interface ExpressionProblem extends Span {
  readonly message: string;
  /** From 1. */
  readonly line: number;
  /** Characters (code points) from the line's begin, from 1. */
  readonly column: number;
  readonly remedy: string;
}

/** Something that is allowed and seldom meant. */
export type ExpressionWarning = Omit<ExpressionProblem, "remedy">;

/** Evaluating a row failed: thrown inside of an evaluation only, and made a value at its edge. */
export class ExpressionFault extends Error {
  override readonly name = "ExpressionFault";
  span: Span | null = null;

  /** `isFinal`: no other part of the expression can make up for it, since the row's account is used up. */
  constructor(
    message: string,
    readonly isFinal = false,
  ) {
    super(message);
  }

  /** Says where it happened; the innermost place stands. */
  at(span: Span): this {
    this.span ??= span;
    return this;
  }
}

/** An expression's text cannot be used: thrown while it is read and checked only, and made a value at the edge. */
export class ExpressionRefusal extends Error {
  override readonly name = "ExpressionRefusal";

  constructor(
    message: string,
    readonly span: Span,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** Adds line and column to a place in a text. */
export function locate(text: string, span: Span): Span & { readonly line: number; readonly column: number } {
  const start = Math.min(span.start, text.length);
  const end = Math.min(Math.max(span.end, start), text.length);
  const before = text.slice(0, start);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  return { start, end, line, column: [...before.slice(lineStart)].length + 1 };
}
