import { describeError } from "@/lib/errors/codes";
import type { RunRejectionGroup } from "./types";

/** Rows that a run rejected for one cause in one column, as they are stored. */
export interface CountedCause {
  readonly code: string;
  /** Empty where no column is at fault. */
  readonly field: string;
  readonly rows: number;
  readonly samples: readonly { readonly identity: string; readonly hash: string; readonly message: string }[];
  readonly hasOperations: boolean;
}

/** How the rows of one cause stand today. */
export interface StandingOfCause {
  readonly open: number;
  readonly waiting: number;
  readonly nextRetryAt: Date | null;
}

interface Surroundings {
  readonly standings: ReadonlyMap<string, StandingOfCause>;
  readonly mappings: readonly {
    readonly id: string;
    readonly sourceColumnName: string | null;
    readonly targetColumnName: string;
  }[];
  /** Items by the hashes of their rows; null for those who may not see which rows they are. */
  readonly items: ReadonlyMap<string, number> | null;
}

/** Rows of one cause that are shown as examples. */
const mostSamples = 5;

/** Causes by code, the most frequent first. */
export function groupsOf(causes: readonly CountedCause[], around: Surroundings): readonly RunRejectionGroup[] {
  const codes = [...new Set(causes.map(({ code }) => code))];
  const groups = codes.map((code) =>
    groupOf(
      code,
      causes.filter((cause) => cause.code === code),
      around,
    ),
  );
  return groups.toSorted((a, b) => b.rows - a.rows);
}

function groupOf(
  code: string,
  causes: readonly CountedCause[],
  { standings, mappings, items }: Surroundings,
): RunRejectionGroup {
  const { open = 0, waiting = 0, nextRetryAt = null } = standings.get(code) ?? {};
  const { title, cause, remedy } = describeError(code);
  // A source column's name or a list column's, as the check had it at hand.
  const mappingOf = (field: string) =>
    mappings.find(({ sourceColumnName }) => sourceColumnName === field) ??
    mappings.find(({ targetColumnName }) => targetColumnName === field);
  return {
    code,
    title,
    cause,
    remedy,
    rows: causes.reduce((sum, { rows }) => sum + rows, 0),
    fields: causes
      .filter(({ field }) => field !== "")
      .map(({ field, rows }) => ({ name: field, rows, mappingId: mappingOf(field)?.id ?? null })),
    samples: (items === null ? [] : causes.flatMap(({ samples }) => samples))
      .slice(0, mostSamples)
      .map(({ identity, hash, message }) => ({ identity, itemId: items?.get(hash) ?? null, message })),
    hasOperations: causes.some((each) => each.hasOperations),
    open,
    waiting,
    nextRetryAt: nextRetryAt?.toISOString() ?? null,
  };
}
