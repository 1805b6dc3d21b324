import type { ParseArgsConfig, parseArgs } from "node:util";
import type { Context } from "@/lib/context";
import type { ExitCode } from "./exit-codes";
import type { Progress } from "./progress";

type Options = NonNullable<ParseArgsConfig["options"]>;
type ValuesOf<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>["values"];

/** What a command has to work with. */
export interface Call<Values> {
  readonly context: Context;
  /** Arguments without dashes, as many as the command takes. */
  readonly names: readonly string[];
  readonly values: Values;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** The folder in which the person is: files are named from there. */
  readonly folder: string;
}

/** What a command says: one document for programs, a text for people, and how it ended. */
export interface Answer {
  readonly code: ExitCode;
  readonly json: object;
  /** Ends without a line break. Cells are made safe to print. */
  readonly text: string;
}

interface Definition<O extends Options> {
  /** Names of what it takes, e.g. `["DEFINITION", "KEY"]`; in brackets where it may be left out. */
  readonly takes: readonly string[];
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Options and what else there is to know, below the synopsis. */
  readonly help: string;
  readonly options: O;
  /** Needs no metastore. */
  readonly isAlone?: boolean;
  readonly run: (call: Call<ValuesOf<O>>) => Promise<Answer>;
}

/** A command as the main program calls it. */
export interface Command extends Omit<Definition<Options>, "run"> {
  readonly run: (call: Call<never>) => Promise<Answer>;
}

/** Makes a command of its names, its options and one function. */
export function defineCommand<const O extends Options>(definition: Definition<O>): Command {
  return definition as unknown as Command;
}
