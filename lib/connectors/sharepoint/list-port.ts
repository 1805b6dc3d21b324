import { z } from "zod";
import type { ListItem, ListPort, ListWrite, WriteAnswer } from "@/lib/engine/ports";
import type { FieldMapping, FieldValues, KeyLevel } from "@/lib/engine/types";
import {
  answerOf,
  type BatchAnswer,
  type BatchEntry,
  type BatchOutcome,
  readBatch,
  readEach,
  sendBatch,
} from "@/lib/graph/batch";
import type { GraphClient } from "@/lib/graph/client";
import { isUniquenessRefusal, readRefusal, statusOf, toSyncError } from "@/lib/graph/errors";
import { type GraphItem, itemPath, itemSchema, itemsPath } from "@/lib/graph/items";
import { getList } from "@/lib/graph/lists";
import { graphPath, odataText } from "@/lib/graph/path";
import { pagesOf, readBody } from "@/lib/graph/read-answer";
import { completeValues, fromWire, readName, toWire } from "./convert";
import { createdItemsOf } from "./created-items";
import { isolateRefusal } from "./isolate-refusal";
import { verifyKeyColumn } from "./key-column";
import { type JudgedAnswer, listGone, settleDenied, toWriteAnswer } from "./write-answers";

export interface ListPortOptions {
  readonly client: GraphClient;
  readonly siteId: string;
  readonly listId: string;
  readonly mappings: readonly FieldMapping[];
  /** Internal name of the key column, `SyncBridgeKey` unless the list was set up otherwise. */
  readonly keyColumn: string;
  /** As set up; at K3 and K4 the list has no key column. K1 when left out. */
  readonly keyLevel?: KeyLevel;
  /** The site's IANA time zone, at whose midnight date-only values stand; null when unknown, which is right from UTC-11 to UTC+11. */
  readonly timeZone: string | null;
}

/**
 * Which form of update a list takes. `PATCH …/fields` is the documented one; one tenant refused it and took only `PATCH …/{id}` with
 * `{fields}` (Graph contract 6.5). Found out once a list and client.
 */
type UpdateForm = "fields" | "item";
const knownForms = new WeakMap<GraphClient, Map<string, UpdateForm>>();

function formsOf(client: GraphClient): Map<string, UpdateForm> {
  const forms = knownForms.get(client) ?? new Map<string, UpdateForm>();
  knownForms.set(client, forms);
  return forms;
}

const foundSchema = z.object({ value: z.array(itemSchema), "@odata.nextLink": z.string().optional() });

/** The engine's list port over Graph. */
export function createListPort(options: ListPortOptions): ListPort {
  const { client, mappings, keyColumn, timeZone, keyLevel = "K1" } = options;
  const hasKeyColumn = keyLevel === "K1" || keyLevel === "K2";
  const list = { siteId: options.siteId, listId: options.listId };
  const forms = formsOf(client);
  const readColumns = [
    ...new Set([...(hasKeyColumn ? [keyColumn] : []), ...mappings.map((mapping) => readName(mapping.target))]),
  ];

  function entryOf(request: ListWrite, form: UpdateForm): BatchEntry {
    if (request.kind === "create") {
      const fields = toWire(mappings, completeValues(mappings, request.values), timeZone);
      const path = graphPath`/sites/${list.siteId}/lists/${list.listId}/items`;
      return {
        method: "POST",
        path,
        body: { fields: hasKeyColumn ? { ...fields, [keyColumn]: request.key } : fields },
      };
    }
    const item = itemPath({ ...list, itemId: request.itemId });
    const headers = { "If-Match": request.etag };
    if (request.kind === "delete") return { method: "DELETE", path: item, headers };
    const key = request.key === undefined || !hasKeyColumn ? {} : { [keyColumn]: request.key };
    const fields = { ...toWire(mappings, request.values, timeZone), ...key };
    return form === "fields"
      ? { method: "PATCH", path: `${item}/fields`, headers, body: fields }
      : { method: "PATCH", path: item, headers, body: { fields } };
  }

  /** Whether an update met the refusal that the other form may cure: a bare `invalidRequest`, nothing of it applied. */
  function mayBeTheForm(request: ListWrite, outcome: BatchOutcome | undefined): boolean {
    if (request.kind !== "update" || outcome?.state !== "answered" || outcome.status !== 400) return false;
    const refusal = readRefusal(outcome.status, outcome.headers, outcome.body);
    return refusal.codes.at(-1) === "invalidrequest" && !isUniquenessRefusal(refusal);
  }

  function learnForm(requests: readonly ListWrite[], outcomes: readonly BatchOutcome[], form: UpdateForm): void {
    const accepted = requests.some((request, index) => {
      const outcome = outcomes[index];
      return request.kind === "update" && outcome?.state === "answered" && outcome.status < 300;
    });
    if (accepted) forms.set(list.listId, form);
  }

  async function sendWrites(requests: readonly ListWrite[], signal: AbortSignal): Promise<readonly BatchOutcome[]> {
    const form = forms.get(list.listId) ?? "fields";
    const entries = requests.map((request) => entryOf(request, form));
    const outcomes = [...(await sendBatch(client, entries, signal))];
    learnForm(requests, outcomes, form);
    if (forms.has(list.listId)) return outcomes;
    const places = requests.flatMap((request, index) => (mayBeTheForm(request, outcomes[index]) ? [index] : []));
    const again = places.map((place) => requests[place]).filter((request) => request !== undefined);
    if (again.length === 0) return outcomes;
    const answers = await sendBatch(
      client,
      again.map((request) => entryOf(request, "item")),
      signal,
    );
    learnForm(again, answers, "item");
    for (const [at, place] of places.entries()) outcomes[place] = answers[at] ?? outcomes[place] ?? lostOutcome;
    return outcomes;
  }

  /** A 404 of an item means that it is gone only while its list is there. */
  async function requireList(signal: AbortSignal): Promise<void> {
    try {
      await getList(client, list, signal);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      throw listGone(error);
    }
  }

  function toListItem(item: GraphItem): ListItem {
    const { id: itemId, eTag: etag, isByPerson } = item;
    const values = fromWire(mappings, item.fields, timeZone);
    return { itemId, etag, values, ...(isByPerson === null ? {} : { isByPerson }) };
  }

  function requireRead(answer: BatchAnswer): BatchAnswer {
    if (answer.status < 300) return answer;
    const refusal = readRefusal(answer.status, answer.headers, answer.body);
    if (answer.status === 404) throw listGone(undefined);
    throw toSyncError(refusal, "a reading of the list");
  }

  const verify = (signal: AbortSignal) =>
    verifyKeyColumn(
      client,
      { ...list, name: keyColumn, level: keyLevel, mapped: mappings.map(({ target }) => target) },
      signal,
    );

  const isTooLarge = (request: ListWrite) =>
    request.kind !== "delete" && Buffer.byteLength(JSON.stringify(entryOf(request, "fields").body)) > mostBytes;

  async function readItems(
    ids: readonly number[],
    signal: AbortSignal,
    unread?: Set<number>,
  ): Promise<ReadonlyMap<number, ListItem>> {
    const unique = [...new Set(ids)];
    const paths = unique.map((itemId) => itemPath({ ...list, itemId, columns: readColumns }));
    const outcomes = await readEach(client, paths, signal);
    const failed = unique.filter((_, index) => isFailing(outcomes[index] ?? lostOutcome));
    if (unread && (failed.length <= fewItems || failed.length < unique.length / 2))
      for (const itemId of failed) unread.add(itemId);
    if (outcomes.some((outcome) => outcome.state === "answered" && outcome.status === 404)) await requireList(signal);
    const items = new Map<number, ListItem>();
    for (const [index, outcome] of outcomes.entries()) {
      if (unread?.has(unique[index] ?? 0)) continue;
      const answer = answerOf(outcome);
      if (answer.status === 404) continue;
      const item = toListItem(readBody(itemSchema, requireRead(answer), "an item"));
      items.set(item.itemId, item);
    }
    return items;
  }

  return {
    verifyKeyColumn: verify,
    ...createdItemsOf({ client, list, mappings, keyColumn: hasKeyColumn ? keyColumn : null, readColumns, toListItem }),

    async write(requests, signal) {
      const places = requests.flatMap((request, index) => (isTooLarge(request) ? [] : [index]));
      const sent = places.map((place) => requests[place]).filter((request) => request !== undefined);
      const outcomes = await sendWrites(sent, signal);
      const judged: JudgedAnswer[] = requests.map(() => tooLarge);
      for (const [at, request] of sent.entries()) {
        const itemId = request.kind === "create" ? null : request.itemId;
        judged[places[at] ?? 0] = toWriteAnswer(outcomes[at] ?? lostOutcome, itemId, mappings);
      }
      const answers = settleDenied(judged);
      if (answers.some((answer) => answer.status === "gone")) await requireList(signal);
      // A refusal may be the row's fault or that of a column that is gone, which would refuse every row.
      if (answers.some((answer) => answer.status === "refused" && answer !== tooLarge)) await verify(signal);
      return answers;
    },

    async findByKey(keys, signal) {
      const unique = [...new Set(keys)];
      const paths = unique.map((key) =>
        itemsPath({ ...list, columns: readColumns, filter: `fields/${keyColumn} eq ${odataText(key)}`, top: 2 }),
      );
      const answers = await readBatch(client, paths, signal);
      const found = new Map<string, ListItem>();
      for (const [index, key] of unique.entries()) {
        const answer = answers[index];
        if (!answer) continue;
        // A filter on the key that is refused points at the column: say so if it is the cause.
        if (answer.status === 400) await verifyKeyColumn(client, { ...list, name: keyColumn, level: keyLevel }, signal);
        const item = await firstOf(requireRead(answer), signal);
        if (item) found.set(key, toListItem(item));
      }
      return found;
    },

    readItems,

    isolateRefusal(refused, signal) {
      const { itemId } = refused;
      const access = {
        update: async (values: FieldValues, etag: string) => {
          const request: ListWrite = { kind: "update", itemId, etag, values };
          const [outcome = lostOutcome] = isTooLarge(request) ? [tooLargeOutcome] : await sendWrites([request], signal);
          return outcome;
        },
        read: async () => (await readItems([itemId], signal)).get(itemId) ?? null,
      };
      return isolateRefusal(refused, access, mappings, signal);
    },
  };

  /** The item with the smallest id of a filtered page; an empty page with a next link is not the end (Graph contract 1.3). */
  async function firstOf(answer: BatchAnswer, signal: AbortSignal): Promise<GraphItem | null> {
    const page = readBody(foundSchema, answer, "items by key");
    const items = [...page.value];
    const next = page["@odata.nextLink"];
    if (items.length === 0 && next !== undefined) {
      for await (const further of pagesOf(client, itemSchema, next, "items by key", signal)) items.push(...further);
    }
    return items.reduce<GraphItem | null>((first, item) => (first === null || item.id < first.id ? item : first), null);
  }
}

/** Graph contract 6.1: a body above 2,097,152 bytes is refused, together with all that it travels with; some room is left for the frame. */
const mostBytes = 2_000_000;
const tooLarge: WriteAnswer = {
  status: "refused",
  message: "The row is larger than the 2 MB that SharePoint takes in one request.",
  field: null,
};

/** What such a part of a row would be answered. */
const tooLargeOutcome: BatchOutcome = {
  state: "answered",
  status: 413,
  headers: {},
  body: { error: { code: "requestTooLarge", message: tooLarge.message } },
};

/** Items of one batch: so few may fail by themselves, without others beside them that do not. */
const fewItems = 20;

/** Whether a reading has no answer that says anything of its item. */
const isFailing = (outcome: BatchOutcome) => outcome.state !== "answered" || outcome.status >= 500;

const lostOutcome: BatchOutcome = { state: "lost", code: "graph-in-doubt" };
