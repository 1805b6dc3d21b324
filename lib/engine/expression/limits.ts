import { ExpressionFault } from "./fault";

/**
 * What one expression may cost. Bounds are counted, never timed: the same expression over the same row ends the same way on every machine.
 * The sizes let honest work through (a lookup of some hundred codes, a text of a megabyte) and keep the worst row below a few milliseconds.
 */
export const limits = {
  /** Characters of an expression's text. */
  textLength: 5_000,
  /** Nodes of its syntax tree. */
  nodes: 1_500,
  /** How deep brackets, calls and operators may stand in each other. */
  depth: 200,
  /** Steps of one evaluation: a node is a step, and work on a text one more for each 64 characters. */
  steps: 20_000,
  /** UTF-16 units of a text that an expression makes. */
  resultLength: 1_000_000,
  /** Elements of a list that an expression makes. */
  listLength: 10_000,
  /** Digits of a number that an expression reads or makes: each step's arithmetic stays far below a microsecond. */
  digits: 200,
  /** Characters of a pattern, the count of a repetition in it, and states of the automaton it is compiled to. */
  patternLength: 500,
  patternRepeats: 100,
  patternStates: 1_000,
} as const;

/** Characters of text that one step pays for. */
const charactersPerStep = 64;

/** What a fault costs: an error is made, with its trace. */
const stepsPerFault = 32;

/** The account of one evaluation; every node draws from it. */
export class Meter {
  steps = 0;

  /** Pays for `count` steps; faults when the row's account is used up. */
  pay(count = 1): void {
    this.steps += count;
    if (this.steps > limits.steps) {
      throw new ExpressionFault(`It took more than ${limits.steps} steps for one row.`, true);
    }
  }

  /**
   * Pays for a fault that another part of the expression makes up for (`||`, `exists` …), which is dear; all other errors, and a used up account,
   * are thrown on.
   */
  forgive(error: unknown): ExpressionFault {
    if (!(error instanceof ExpressionFault) || error.isFinal) throw error;
    this.pay(stepsPerFault);
    return error;
  }

  /** Pays for reading or making a text. */
  payText(length: number): void {
    this.pay(1 + Math.floor(length / charactersPerStep));
  }

  /** Pays for making a text, which is refused before it is made when it were too long. */
  payResult(length: number): void {
    if (length > limits.resultLength) {
      throw new ExpressionFault(`The text would have more than ${limits.resultLength} characters.`);
    }
    this.payText(length);
  }

  /** Pays for making a list. */
  payList(length: number): void {
    if (length > limits.listLength) {
      throw new ExpressionFault(`The list would have more than ${limits.listLength} elements.`);
    }
    this.pay(1 + length);
  }
}
