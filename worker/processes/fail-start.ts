import { AppError, messageOf } from "@/lib/errors/app-error";

/** Says in one line why a process cannot start and what to do, then ends it with code 1. */
export function failStart(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

/** What went wrong with its remedy; an error that nobody foresaw comes with its stack. */
export function explain(error: unknown): string {
  if (error instanceof AppError) return `${error.message} ${error.remedy}`;
  return error instanceof Error && error.stack ? error.stack : messageOf(error);
}
