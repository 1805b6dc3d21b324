import { isDeepStrictEqual } from "node:util";
import { AppError } from "@/lib/errors/app-error";
import type { Seen } from "./schema";

interface Telling {
  /** What people call a field whose name in the input does not say it. */
  readonly words?: Readonly<Record<string, string>>;
  /** What to do where there is no form that keeps what was entered. */
  readonly remedy?: string;
}

/**
 * Throws `changed-meanwhile` where what is stored is not what the person saw, so that nobody replaces a choice that they do not know of. Call it
 * with the row locked: of two who saw the same only the first may go on.
 */
export function requireSeen(seen: Seen, stored: object, { words = {}, remedy }: Telling = {}): void {
  const present = new Map<string, unknown>(Object.entries(stored));
  const changed = Object.keys(seen ?? {}).filter(
    (name) => !isDeepStrictEqual(seen?.[name] ?? null, present.get(name) ?? null),
  );
  if (changed.length === 0) return;
  const names = changed.map((name) => words[name] ?? inWords(name));
  throw new AppError("changed-meanwhile", {
    message: `Changed since you opened this: ${names.join(", ")}.`,
    remedy,
    details: { fields: Object.fromEntries(changed.map((name) => [name, byNow(present.get(name))])) },
  });
}

/** "ownerTeam" as "owner team". */
const inWords = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What a field holds by now, where that can be read. */
function byNow(value: unknown): string {
  if (value === null || value === undefined || value === "") return "Somebody else emptied this meanwhile.";
  const isReadable =
    typeof value === "number" || (typeof value === "string" && value.length <= 100 && !isCode.test(value));
  return isReadable ? `Somebody else set this to “${value}” meanwhile.` : "Somebody else changed this meanwhile.";
}

/** Ids and constants, which a form shows by other words. */
const isCode = /^([0-9a-f]{8}-[0-9a-f-]{27}|[A-Z][A-Z_]+)$/;
