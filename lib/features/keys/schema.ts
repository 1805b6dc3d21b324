import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";
import { definitionRef } from "@/lib/features/syncs/schema";

export const keyStrategy = z.enum(["PRIMARY_KEY", "UNIQUE_CONSTRAINT", "COMPOSITE_COLUMNS", "HASHED"]);
export const deletePolicy = z.enum(["KEEP", "DELETE", "MARK"]);

/**
 * A key for a definition. The primary key and a constraint name their columns themselves; chosen columns are given in their order. A hash of
 * columns has no key by which a row that left could come back, so that what becomes of its item has to be said.
 */
export const keyInput = definitionRef
  .extend({
    strategy: keyStrategy,
    constraintName: z.string().max(200).optional(),
    columnIds: z.array(z.uuid()).max(32).default([]),
    onSourceDelete: deletePolicy.optional(),
    seen,
  })
  .superRefine((key, refused) => {
    if (key.strategy === "UNIQUE_CONSTRAINT" && !key.constraintName)
      refused.addIssue({ code: "custom", path: ["constraintName"], message: "Choose a constraint." });
    const isChosen = key.strategy === "COMPOSITE_COLUMNS" || key.strategy === "HASHED";
    if (isChosen && key.columnIds.length === 0)
      refused.addIssue({ code: "custom", path: ["columnIds"], message: "Choose at least one column." });
    if (key.strategy === "HASHED" && !key.onSourceDelete)
      refused.addIssue({
        code: "custom",
        path: ["onSourceDelete"],
        message: "Say what becomes of items whose row left.",
      });
  });
export type KeyInput = z.output<typeof keyInput>;

export const consentInput = definitionRef.extend({ mayMakeUnique: z.boolean() });
export type ConsentInput = z.output<typeof consentInput>;

export const namespaceInput = definitionRef.extend({
  namespace: z.string().trim().min(1, "Write a namespace.").max(500),
  seen,
});
export type NamespaceInput = z.output<typeof namespaceInput>;

export const matchRequest = definitionRef.extend({ purpose: z.enum(["FIRST", "REBUILD"]) });
export type MatchRequest = z.output<typeof matchRequest>;

export const matchRef = z.object({ matchId: z.uuid() });
export type MatchRef = z.output<typeof matchRef>;

export const confirmInput = matchRef.extend({
  matched: z.enum(["source", "list", "leave"]),
  onlyRows: z.enum(["create", "leave"]),
  /** Ambiguous rows and the item that is meant, null for a new one; those that are not named are left. */
  resolved: z
    .array(z.object({ rowId: z.string().regex(/^\d{1,18}$/), itemId: z.number().int().positive().nullable() }))
    .max(10_000)
    .default([]),
});
export type ConfirmInput = z.output<typeof confirmInput>;

export const retargetInput = definitionRef.extend({ listId: z.uuid("Choose a list.") });
export type RetargetInput = z.output<typeof retargetInput>;
