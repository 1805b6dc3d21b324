import { AppError } from "@/lib/errors/app-error";

/** The command was called in a way it cannot follow. `message` never quotes what may hold a password. */
export function usageError(message: string, remedy = "Run it with --help to see what it takes."): AppError {
  return new AppError("input-invalid", { message, remedy });
}
