import type { TargetColumn } from "@/lib/engine/types";
import { createGraphClient, type GraphClient } from "@/lib/graph/client";
import { type ColumnDraft, createColumn } from "@/lib/graph/columns";
import { graphPath } from "@/lib/graph/path";
import { type SandboxGraph, siteTimeZone } from "@/lib/graph/testing/sandbox-graph";
import { toWire } from "../convert";
import { contractMappings, type ListPortUnderTest } from "../describe-list-port";
import { ensureKeyColumn, keyColumnName } from "../key-column";
import { createListPort } from "../list-port";

function draftOf(target: TargetColumn): ColumnDraft {
  const { name, choices } = target;
  switch (target.type) {
    case "note":
      return { name, text: { allowMultipleLines: true, textType: "plain" } };
    case "number":
      return { name, number: {} };
    case "boolean":
      return { name, boolean: {} };
    case "date":
      return { name, dateTime: { format: "dateOnly" } };
    case "date-time":
      return { name, dateTime: { format: "dateTime" } };
    case "choice":
      return { name, choice: { choices } };
    case "multi-choice":
      return { name, choice: { choices, displayAs: "checkBoxes" } };
    default:
      return { name, text: { maxLength: 255 } };
  }
}

export interface MadeList extends ListPortUnderTest {
  readonly listId: string;
}

/** A list with all contract columns, seen through its own client so that what one test teaches it does not reach another. */
export async function makeContractList(
  graph: SandboxGraph,
  client: GraphClient = createGraphClient(graph.options),
): Promise<MadeList> {
  const { id: listId } = await graph.newList();
  const args = { siteId: graph.site.id, listId };
  for (const { target } of contractMappings) await createColumn(graph.client, { ...args, column: draftOf(target) });
  await ensureKeyColumn(graph.client, { ...args, mayMakeUnique: true, mapped: [] });
  const { levers } = graph.sandbox;
  return {
    listId,
    port: createListPort({
      ...args,
      client,
      mappings: contractMappings,
      keyColumn: keyColumnName,
      timeZone: siteTimeZone,
    }),
    editAsPerson: (itemId, values) => levers.editItem(listId, itemId, toWire(contractMappings, values, siteTimeZone)),
    remove: (itemId) => levers.deleteItem(listId, itemId),
    close: async () => {
      await graph.client.send({ method: "DELETE", path: graphPath`/sites/${args.siteId}/lists/${listId}` });
    },
  };
}
