import { z } from "zod";
import type { ListItem, LostCreatesList, ToldItem, UniqueHolder } from "@/lib/engine/ports";
import type { CanonicalValue, FieldMapping, TargetType } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import { readBatch } from "@/lib/graph/batch";
import type { GraphClient } from "@/lib/graph/client";
import { listColumns } from "@/lib/graph/columns";
import { type DeltaStart, itemChanges } from "@/lib/graph/delta";
import { readRefusal, toSyncError } from "@/lib/graph/errors";
import { type GraphItem, itemSchema, itemsPath } from "@/lib/graph/items";
import { odataText } from "@/lib/graph/path";
import { readBody } from "@/lib/graph/read-answer";
import { isUnique } from "./key-column";

interface CreatedItemsOptions {
  readonly client: GraphClient;
  readonly list: { readonly siteId: string; readonly listId: string };
  readonly mappings: readonly FieldMapping[];
  /** Internal name of the key column; null where the list has none. */
  readonly keyColumn: string | null;
  readonly readColumns: readonly string[];
  readonly toListItem: (item: GraphItem) => ListItem;
}

const foundSchema = z.object({ value: z.array(itemSchema) });

/** Finding creates whose answers were lost, where the list has no unique key column of ours: by its delta, and by mapped unique columns. */
export function createdItemsOf(options: CreatedItemsOptions): LostCreatesList {
  const { client, list, mappings, keyColumn, readColumns, toListItem } = options;

  const told = (item: GraphItem): ToldItem => {
    const key = keyColumn === null ? null : item.fields[keyColumn];
    return {
      ...toListItem(item),
      key: typeof key === "string" && key !== "" ? key : null,
      isOurs: item.createdByApplication === null ? null : item.createdByApplication === client.clientId,
    };
  };

  async function* itemsFrom(start: DeltaStart, signal: AbortSignal): ReturnType<typeof itemChanges> {
    yield* itemChanges(client, { ...list, columns: readColumns, start }, signal);
  }

  const uniqueMappings = async (signal: AbortSignal): Promise<readonly FieldMapping[]> => {
    const columns = await listColumns(client, { ...list, includeHidden: true }, signal);
    const names = new Set(columns.filter(isUnique).map((column) => column.name));
    return mappings.filter(({ target, direction }) => direction !== "PULL_ONLY" && names.has(target.name));
  };

  return {
    async changesLink(signal) {
      for await (const step of itemsFrom({ from: "now" }, signal)) if (step.kind === "end") return step.deltaLink;
      throw new SyncError("graph-answer-invalid", {
        trait: "transient",
        message: "The list gave no mark of its present state.",
      });
    },

    async *itemsSince(link, signal) {
      let start: DeltaStart | null = link === null ? { from: "everything" } : { from: "link", link };
      while (start !== null) {
        const from: DeltaStart = start;
        start = null;
        for await (const step of itemsFrom(from, signal)) {
          if (step.kind === "changes") {
            const items = step.changes.flatMap((change) =>
              change.kind === "present" && !change.item.isFolder ? [told(change.item)] : [],
            );
            if (items.length > 0) yield { kind: "items", items };
          } else if (step.kind === "end") yield { kind: "end", link: step.deltaLink };
          else if (step.kind === "resync") start = { from: "resync", link: step.link };
          else start = { from: "everything" };
        }
      }
    },

    async uniqueFields(signal) {
      return (await uniqueMappings(signal)).map((mapping) => mapping.id);
    },

    async findByUnique(rows, signal) {
      const unique = await uniqueMappings(signal);
      const asked = rows.flatMap(({ values, besides }, row) =>
        unique.flatMap((mapping) => {
          const filter = filterOf(mapping, values[mapping.id] ?? null);
          return filter === null ? [] : [{ row, besides, field: mapping.id, type: mapping.target.type, filter }];
        }),
      );
      const paths = asked.map(({ filter }) => itemsPath({ ...list, columns: readColumns, filter, top: 1 }));
      const answers = await readBatch(client, paths, signal);
      const holders: (UniqueHolder | null)[] = rows.map(() => null);
      for (const [index, { row, besides, field, type }] of asked.entries()) {
        const answer = answers[index];
        if (!answer) continue;
        // In which form a filter takes a time is documented nowhere: a server that takes another one names no holder.
        if (answer.status === 400 && type === "date-time") continue;
        if (answer.status >= 300)
          throw toSyncError(readRefusal(answer.status, answer.headers, answer.body), "items by a unique value");
        const [item] = readBody(foundSchema, answer, "items by a unique value").value;
        if (item && item.id !== besides) holders[row] ??= { item: toListItem(item), field };
      }
      return holders;
    },
  };
}

const askedByText: ReadonlySet<TargetType> = new Set(["text", "choice", "date-time"]);

/** A filter on a unique column; null for an empty value, of which there may be many, and for types that are not asked for by value. */
function filterOf({ target }: FieldMapping, value: CanonicalValue): string | null {
  if (typeof value === "string" && askedByText.has(target.type)) return `fields/${target.name} eq ${odataText(value)}`;
  if (typeof value === "number") return `fields/${target.name} eq ${value}`;
  return null;
}
