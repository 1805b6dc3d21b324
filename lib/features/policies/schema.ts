import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";
import { definitionRef } from "@/lib/features/syncs/schema";

/** Two-way sync stands in the data model and cannot be chosen before it is built. */
export const policyMode = z.enum(["ONE_WAY_PUSH", "ARCHIVE_ONLY"], {
  error: (issue) => (issue.input === "TWO_WAY" ? "Two-way sync is not there yet." : undefined),
});

/** In one way only these can come about: LATEST_WINS would act like SOURCE_WINS. */
export const oneWayConflictPolicy = z.enum(["SOURCE_WINS", "DESTINATION_WINS", "MANUAL"], {
  error: (issue) =>
    issue.input === "LATEST_WINS" ? "“The later change wins” needs two-way sync, which is not there yet." : undefined,
});

export const deletePolicy = z.enum(["KEEP", "DELETE", "MARK"]);
export type DeletePolicyChoice = z.output<typeof deletePolicy>;

export const listDeletePolicy = z.enum(["RECREATE", "DETACH", "ASK"]);
export type ListDeletePolicyChoice = z.output<typeof listDeletePolicy>;

/** Everything that decides what becomes of an item; a whole set, so that two people cannot mix theirs, nor replace each other's unseen. */
export const setPoliciesInput = definitionRef
  .extend({
    mode: policyMode,
    conflictPolicy: oneWayConflictPolicy,
    onSourceDelete: deletePolicy,
    onLeftFilter: deletePolicy,
    onListDelete: listDeletePolicy,
    /** `sharepoint_columns.id`; null for none. An empty choice of a form is none. */
    markColumnId: z.union([z.uuid(), z.literal("").transform(() => null)]).nullable(),
    seen,
  })
  .superRefine((input, context) => {
    const isMarked = input.onSourceDelete === "MARK" || input.onLeftFilter === "MARK";
    if (input.mode === "ARCHIVE_ONLY" || !isMarked || input.markColumnId !== null) return;
    context.addIssue({ code: "custom", path: ["markColumnId"], message: "Choose the column that takes the mark." });
  });
export type SetPoliciesInput = z.output<typeof setPoliciesInput>;

const percent = z.number("Enter a number.").min(0, "0 % at least.").max(100, "100 % at most.");
const count = z.number("Enter a number.").int("Enter a whole number.").min(0, "0 at least.").max(1_000_000_000);

/** Limits as people speak of them: shares in percent. A limit that is left out has the product's default. */
export const guardLimits = z.object({
  emptySource: z.boolean().default(true),
  mostDeletes: z.object({ rows: count, percent }).default({ rows: 10, percent: 5 }),
  mostUpdates: z.object({ percent }).default({ percent: 30 }),
  mostAlike: z.object({ percent, fromRows: count }).default({ percent: 20, fromRows: 50 }),
  mostVanished: z.object({ percent, fromItems: count }).default({ percent: 10, fromItems: 20 }),
});
export type GuardLimits = z.output<typeof guardLimits>;

export const setGuardsInput = definitionRef.extend({ guards: guardLimits, seen });
export type SetGuardsInput = z.output<typeof setGuardsInput>;

/** The limits of all definitions without own ones. */
export const setGuardDefaultsInput = z.object({ guards: guardLimits, seen });
export type SetGuardDefaultsInput = z.output<typeof setGuardDefaultsInput>;

export const addMarkColumnInput = definitionRef.extend({
  /** As people read it in the list. */
  displayName: z.string().trim().min(1, "Give the column a name.").max(100),
});
export type AddMarkColumnInput = z.output<typeof addMarkColumnInput>;
