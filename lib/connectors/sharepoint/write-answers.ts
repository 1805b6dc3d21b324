import { z } from "zod";
import type { WriteAnswer } from "@/lib/engine/ports";
import type { FieldMapping } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import type { BatchAnswer, BatchOutcome } from "@/lib/graph/batch";
import { isUniquenessRefusal, type Refusal, readRefusal, toSyncError } from "@/lib/graph/errors";
import { quotedETag } from "@/lib/graph/items";

const writtenSchema = z.object({
  id: z.coerce.number().int().positive().optional(),
  eTag: z.string().nullish(),
  "@odata.etag": z.string().nullish(),
});

/** Wait before a create that met another writer is tried again. */
const collisionWaitMs = 1_000;

/** Nothing can be written or read any more. */
export function listGone(cause: unknown): SyncError {
  return new SyncError("graph-not-found", {
    trait: "halt",
    message: "The list no longer exists.",
    details: { status: 404 },
    cause,
  });
}

/** The new eTag stands in the body, in the entry's header, or nowhere (Graph contract (d) 34). */
function writtenAnswer(answer: BatchAnswer, itemId: number | null): WriteAnswer {
  const body = writtenSchema.safeParse(answer.body ?? {});
  const id = itemId ?? (body.success ? body.data.id : undefined);
  // A create without an id in its answer is an item that exists somewhere: it is found again by its key.
  if (id === undefined) return { status: "in-doubt", code: "graph-answer-invalid" };
  const inBody = body.success ? (body.data["@odata.etag"] ?? body.data.eTag) : null;
  return { status: "written", itemId: id, etag: quotedETag(inBody ?? answer.headers.etag) };
}

/** The mapped column that Graph's text names in quotes; a help for readers, nothing depends on it. */
function fieldNamedIn(message: string, mappings: readonly FieldMapping[]): string | null {
  const named = mappings.find(
    ({ target }) => message.includes(`'${target.name}'`) || message.includes(`"${target.name}"`),
  );
  return named?.target.name ?? null;
}

/** An answer, or that the list denies this write: what that concerns is told by what became of the others. */
export type JudgedAnswer = WriteAnswer | { readonly status: "denied"; readonly error: SyncError };

/** The list takes no write to this item, whatever its values are. */
const closedItem = (message: string): WriteAnswer => ({ status: "refused", message, field: null, isItemClosed: true });

/**
 * Judges denied writes by the others of their round: where one was written, the application may write to the list, and it is the item that is
 * closed to it. Otherwise nothing can be written: throws the SyncError.
 */
export function settleDenied(answers: readonly JudgedAnswer[]): readonly WriteAnswer[] {
  const maySomething = answers.some(({ status }) => status === "written");
  return answers.map((answer) => {
    if (answer.status !== "denied") return answer;
    if (!maySomething) throw answer.error;
    return closedItem(answer.error.message);
  });
}

function refusedAnswer(refusal: Refusal, mappings: readonly FieldMapping[]): WriteAnswer {
  return { status: "refused", message: refusal.message, field: fieldNamedIn(refusal.message, mappings) };
}

function refusalAnswer(refusal: Refusal, itemId: number | null, mappings: readonly FieldMapping[]): JudgedAnswer {
  const isCreate = itemId === null;
  switch (refusal.status) {
    case 403:
      return { status: "denied", error: toSyncError(refusal, "a write to the list") };
    case 423:
      return closedItem(refusal.message);
    case 401:
    case 507:
      throw toSyncError(refusal, "a write to the list");
    case 404:
      if (isCreate) throw listGone(undefined);
      return { status: "gone" };
    case 409:
      return isCreate
        ? { status: "later", code: "graph-conflict", retryAfterMs: collisionWaitMs, wasSent: true }
        : { status: "changed-meanwhile" };
    case 412:
      return { status: "changed-meanwhile" };
    case 408:
      return { status: "in-doubt", code: "graph-in-doubt" };
    default:
      if (isUniquenessRefusal(refusal)) return { status: "not-unique" };
      if (refusal.status >= 500 && refusal.status !== 501) return { status: "in-doubt", code: "graph-unavailable" };
      return refusedAnswer(refusal, mappings);
  }
}

/**
 * What the list said to one create (`itemId` null) or update, from the outcome of its batch entry. Branches on the status; a server error may
 * hide a write that was applied, so it is in doubt (Graph contract 1.2, 6, 8). Throws SyncError for what concerns all writes. See
 * {@link settleDenied}.
 */
export function toWriteAnswer(
  outcome: BatchOutcome,
  itemId: number | null,
  mappings: readonly FieldMapping[],
): JudgedAnswer {
  if (outcome.state === "later") {
    const { code, retryAfterMs, wasSent } = outcome;
    return { status: "later", code, retryAfterMs, wasSent };
  }
  if (outcome.state === "lost") return { status: "in-doubt", code: outcome.code };
  if (outcome.status >= 200 && outcome.status < 300) return writtenAnswer(outcome, itemId);
  return refusalAnswer(readRefusal(outcome.status, outcome.headers, outcome.body), itemId, mappings);
}
