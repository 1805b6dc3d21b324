/** A start that cannot go on, in words for whoever started it: shown without a stack trace. */
export class Refusal extends Error {
  /** @param {string} message what happened @param {string} [remedy] what to do about it */
  constructor(message, remedy) {
    super(message);
    this.name = "Refusal";
    this.remedy = remedy;
  }
}

/** Prints what stopped the start: the sentence and its remedy for what was expected, the stack for what was not. */
export function explain(error, write = (line) => console.error(line)) {
  const known = error instanceof Refusal || (error instanceof Error && "code" in error && "remedy" in error);
  if (!known) {
    write(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return;
  }
  write("");
  write(error.message);
  if (error.remedy) write(error.remedy);
}
