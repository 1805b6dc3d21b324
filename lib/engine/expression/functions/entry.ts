import type { ASTNode } from "@marcbachmann/cel-js";
import type { Kind, ScalarName } from "../kind";
import { scalar } from "../kind";
import type { Meter } from "../limits";
import type { Node, Scope } from "../node";
import type { Value } from "../value";

export const functionGroups = [
  "Empty values",
  "Text",
  "Numbers",
  "Dates and times",
  "Lists",
  "Tables of values",
] as const;
export type FunctionGroup = (typeof functionGroups)[number];

/** One example, which the tests compute: an expression without columns and the exact text of its result (null: nothing). */
export interface FunctionExample {
  readonly expression: string;
  readonly result: string | null;
}

/** What a person reads of a function. */
export interface FunctionText {
  readonly name: string;
  readonly group: FunctionGroup;
  /** How it is written, e.g. `substring(text, start, end?)`. */
  readonly form: string;
  readonly says: string;
  readonly examples: readonly [FunctionExample, ...FunctionExample[]];
}

export type Parameter = ScalarName | "any" | "texts" | "list";

/** One way to call a function. A whole number is taken where a decimal is wanted, an exact one where a floating one is. */
export interface Overload {
  readonly takes: readonly Parameter[];
  readonly gives: Kind | ((args: readonly Kind[]) => Kind);
  /** Whether it may give null although no argument is null. */
  readonly mayBeNull?: boolean;
  /** Null with any null argument, which never arrives here. */
  run(args: readonly Value[], meter: Meter): Value;
}

/** A call as it stands in the text; `x.f(y)` is `f(x, y)`. */
export interface Call {
  readonly name: string;
  readonly ast: ASTNode;
  readonly args: readonly Node[];
  readonly scope: Scope;
}

/** A function: either a set of overloads, or its own way to be compiled, where null or literals matter to it. */
export type FunctionEntry = FunctionText &
  (
    | { readonly overloads: readonly Overload[]; readonly compile?: undefined }
    | { readonly overloads?: undefined; compile(call: Call): Node }
  );

export const text = scalar("text");
export const int = scalar("int");
export const decimal = scalar("decimal");
export const double = scalar("double");
export const bool = scalar("bool");
