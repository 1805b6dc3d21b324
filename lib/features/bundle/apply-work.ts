import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { AppError, SyncError } from "@/lib/errors/app-error";
import type { ReadBundle } from "./read-file";
import type { BundlePath, Change, ChangeKind, FieldChange } from "./types";

/** One going through a file: looking only, or making it so. Both take the same way, so that what is told before is what is done. */
export interface ApplyWork {
  readonly context: Context;
  readonly file: ReadBundle;
  /** Looks and tells; nothing is written. */
  readonly isDry: boolean;
  /** New definitions are switched on where the file does not say otherwise. */
  readonly isEnabling: boolean;
  readonly signal: AbortSignal;
  /** Hears of every named thing once, in the order of applying. */
  readonly onChange: (change: Change) => void;
  /** Hears what is being done, in words. */
  readonly onProgress: (text: string) => void;
  /** Databases and sites whose catalog was read, or would be, on this way. */
  readonly read: Set<string>;
  /** What switches parents off: after everything below them is settled. */
  readonly last: (() => Promise<void>)[];
}

/** A named thing of the file as it is to be settled. */
export interface Part {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly path: BundlePath;
  readonly isNew: boolean;
  readonly fields: readonly FieldChange[];
  readonly notes?: readonly string[];
  readonly perform: () => Promise<unknown>;
}

/** Tells of a part, and settles it where it differs and this is no dry run. */
export async function settle(work: ApplyWork, part: Part): Promise<void> {
  const { kind, name, fields, notes = [] } = part;
  const action = part.isNew ? "create" : fields.length > 0 ? "change" : "leave";
  if (action !== "leave" && !work.isDry) {
    work.signal.throwIfAborted();
    work.onProgress(`${kind} ${name}`);
    await atPlace(work, part.path, part.perform);
  }
  work.onChange({ kind, name, action, fields, notes });
}

/** Refusals that a writer mends in the file; all others are told as they are. */
const mendedInFile: ReadonlySet<string> = new Set([
  "input-invalid",
  "already-exists",
  "in-use",
  "not-found",
  "secret-required",
  "definition-incomplete",
  "graph-name-taken",
  "parent-paused",
  "match-needed",
  "consent-needed",
]);

/** What the file calls a field of a mutation. */
const fieldNames: Readonly<Record<string, BundlePath>> = {
  instanceLabel: ["label"],
  dbName: ["database"],
  dbUser: ["user"],
  dbPassword: ["password"],
  dbType: ["kind"],
  clientSecret: ["secret"],
  clientCertificate: ["certificate"],
  secretExpiresAt: ["secretExpires"],
  scopes: ["scope"],
  displayName: ["name"],
  nullPolicy: ["whenEmpty"],
  defaultValue: ["default"],
  sourceColumnId: ["from"],
  targetColumnId: ["to"],
  columnId: ["cursor", "column"],
  markColumnId: ["policies", "markColumn"],
  constraintName: ["constraint"],
  columnIds: ["columns"],
  tableId: ["table"],
  listId: ["target"],
};

function fieldPath(field: unknown): BundlePath {
  if (typeof field !== "string") return [];
  const [first = "", ...rest] = field.split(".");
  if (first === "config") return ["options", ...rest];
  return fieldNames[first] ?? [first];
}

/** Does something for a part of the file; what is refused for the part's own sake is told at its place. */
export async function atPlace<T>(work: ApplyWork, path: BundlePath, perform: () => Promise<T>): Promise<T> {
  try {
    return await perform();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "bundle-invalid") throw error;
    const isPassing = error instanceof SyncError && error.trait !== "halt";
    if (isPassing || !mendedInFile.has(error.code)) throw error;
    return work.file.fail([...path, ...fieldPath(error.details.field)], error.message, error.remedy, error);
  }
}

/** Input of a mutation, held against its own schema; what does not fit is told at its place in the file. */
export function parsedAt<Schema extends z.ZodType>(
  work: ApplyWork,
  path: BundlePath,
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join(".");
  return work.file.fail([...path, ...fieldPath(field)], issue?.message ?? "This cannot be used.", "Correct it here.");
}

const longestShown = 200;

/** A value as a difference shows it. */
export function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** Where the fields that the file gives differ from what is stored; what the file leaves out stays as it is. */
export function differences(wanted: object, present: object | null): readonly FieldChange[] {
  const stored = new Map<string, unknown>(Object.entries(present ?? {}));
  const isSame = (field: string, value: unknown) => isDeepStrictEqual(value, stored.get(field) ?? null);
  return Object.entries(wanted)
    .filter(([field, value]) => value !== undefined && !isSame(field, value))
    .map(([field, value]) => ({ field, before: shown(stored.get(field)), after: shown(value) }));
}

/** The one of several that a name stands for; null for none. Two are told at their place, since nobody knows which is meant. */
export function onlyOne<T>(
  work: ApplyWork,
  path: BundlePath,
  found: readonly T[],
  what: string,
  remedy: string,
): T | null {
  if (found.length > 1) work.file.fail(path, `There are ${found.length} ${what}.`, remedy);
  return found[0] ?? null;
}

/** An id for looking over input whose parent is not there yet. */
export const unmadeId = "00000000-0000-4000-8000-000000000000";
