import { z } from "zod";
import { SyncError } from "@/lib/errors/app-error";
import type { GraphAnswer, GraphClient } from "./client";
import { isMalformedToken, statusOf } from "./errors";
import { expandFields, type GraphItem, itemSchema } from "./items";
import { graphPath, withQuery } from "./path";
import { onward, readBody } from "./read-answer";

/** Where a delta begins. */
export type DeltaStart =
  /** With every item there is. */
  | { readonly from: "everything" }
  /** With what changes from now on: nothing is told but a delta link. */
  | { readonly from: "now" }
  /** With what changed since a delta link was given. */
  | { readonly from: "link"; readonly link: string }
  /** With every item, by the way that Graph named when it refused the link; where that way is barred, without a token. */
  | { readonly from: "resync"; readonly link: string | null };

/** The latest state of an item, or that it is gone. Of a deletion only the id is sure (Graph contract 7.2). */
export type ItemChange =
  | { readonly kind: "present"; readonly item: GraphItem }
  | { readonly kind: "deleted"; readonly id: number };

export type DeltaStep =
  | { readonly kind: "changes"; readonly changes: readonly ItemChange[] }
  /** Everything was told. The link is to be stored only once all changes are. */
  | { readonly kind: "end"; readonly deltaLink: string }
  /**
   * The link is too old (410): everything must be read anew, beginning with {@link DeltaStart} `resync`. `missing` says what an item means that
   * is ours and not told again: it was deleted in the list, or the list never had it (Graph contract 7.3).
   */
  | { readonly kind: "resync"; readonly link: string | null; readonly missing: "deleted" | "unknown-to-list" }
  /** The link is none that Graph gave: our own record of it is damaged. */
  | { readonly kind: "malformed" };

const changeSchema = z.union([
  z
    .object({ id: z.string().regex(/^[1-9]\d*$/), deleted: z.object({}) })
    .transform(({ id }): ItemChange => ({ kind: "deleted", id: Number(id) })),
  itemSchema.transform((item): ItemChange => ({ kind: "present", item })),
]);

/** Ends in a next link or in a delta link, never both. An element that carries `error` makes the page unusable. */
const pageSchema = z
  .object({
    value: z.array(z.looseObject({ error: z.undefined().optional() })),
    "@odata.nextLink": z.string().optional(),
    "@odata.deltaLink": z.string().optional(),
  })
  .refine(
    (page) => (page["@odata.nextLink"] === undefined) !== (page["@odata.deltaLink"] === undefined),
    "a delta page has either a next link or a delta link",
  );

const what = "the list's changes";

/**
 * What changed in a list, page by page (Graph contract 7). States, not events: an item may be told several times, in any order of items; its
 * last telling counts. Within a page only the last one is given, over pages the reader keeps the last. The next page is asked for only when it
 * is wanted, and nothing is kept: memory does not grow with the list.
 * Throws SyncError; `graph-answer-invalid` (transient) for a page that is cut off or holds an error: nothing of it was given.
 */
export async function* itemChanges(
  client: GraphClient,
  args: {
    readonly siteId: string;
    readonly listId: string;
    /** Columns whose values are wanted; carried on inside the links. */
    readonly columns: readonly string[];
    readonly start: DeltaStart;
    readonly top?: number;
  },
  signal?: AbortSignal,
): AsyncGenerator<DeltaStep> {
  const { start } = args;
  const anew = withQuery(graphPath`/sites/${args.siteId}/lists/${args.listId}/items/delta`, {
    token: start.from === "now" ? "latest" : undefined,
    // Only within the fields: a selection on the item was seen to drop the mark of deletions (Graph contract 7.2).
    $expand: expandFields(args.columns),
    $top: args.top,
  });
  const given = start.from === "link" || start.from === "resync" ? start.link : null;
  for (let next: string | undefined = given ?? anew; next !== undefined; ) {
    const answer: GraphAnswer | DeltaStep | "barred" = await askPage(client, next, start, signal);
    if (answer === "barred") {
      next = anew;
      continue;
    }
    if ("kind" in answer) return yield answer;
    const page = readBody(pageSchema, answer, what);
    yield { kind: "changes", changes: lastOfEach(page.value, answer) };
    const deltaLink = page["@odata.deltaLink"];
    if (deltaLink !== undefined) return yield { kind: "end", deltaLink };
    next = onward(next, page["@odata.nextLink"], what);
  }
}

/** Codes by which a 410 says that the list keeps what it does not tell again (Graph contract 7.3); by all others the list wins. */
const keepsBoth = /upload/;

async function askPage(
  client: GraphClient,
  path: string,
  start: DeltaStart,
  signal: AbortSignal | undefined,
): Promise<GraphAnswer | DeltaStep | "barred"> {
  try {
    return await client.send({ method: "GET", path }, signal);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const status = statusOf(error);
    // Following the way that a 410 named was seen to fail (Graph contract 7.3).
    const isNamedWay = start.from === "resync" && path === start.link;
    if (isNamedWay && (status === 400 || status === 404 || status === 410 || status === 500)) return "barred";
    if (status === 410) return resyncOf(error, client);
    if (start.from === "link" && isMalformedToken(error)) return { kind: "malformed" };
    throw error;
  }
}

function resyncOf({ details }: SyncError, client: GraphClient): DeltaStep {
  const codes: readonly unknown[] = Array.isArray(details.codes) ? details.codes : [];
  const missing = codes.some((code) => keepsBoth.test(String(code))) ? "unknown-to-list" : "deleted";
  const { location } = details;
  const isOurs = typeof location === "string" && location.startsWith(`${client.baseUrl}/`);
  return { kind: "resync", link: isOurs ? location : null, missing };
}

/** The page's changes with the last telling of each item, in the order of those (Graph contract 7.2: the last occurrence wins). */
function lastOfEach(value: readonly unknown[], { headers }: GraphAnswer): readonly ItemChange[] {
  const told = new Map<number, ItemChange>();
  for (const change of readBody(z.array(changeSchema), { body: value, headers }, what)) {
    const id = change.kind === "deleted" ? change.id : change.item.id;
    told.delete(id);
    told.set(id, change);
  }
  return [...told.values()];
}
