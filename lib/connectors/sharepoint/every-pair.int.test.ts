import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { convertedTypes, everyPair, pairChoices, pairColumns, pairZone } from "@/lib/engine/testing/every-pair";
import type { CanonicalValue, FieldMapping, FieldValues, MappingId, TargetColumn } from "@/lib/engine/types";
import { converterFor, sameValue } from "@/lib/engine/value";
import { type ColumnDraft, createColumn, listColumns } from "@/lib/graph/columns";
import { type SandboxGraph, siteTimeZone, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { toTargetColumn } from "./columns";
import { ensureKeyColumn, keyColumnName } from "./key-column";
import { createListPort } from "./list-port";

const signal = new AbortController().signal;

const drafts: Readonly<Record<(typeof convertedTypes)[number], Omit<ColumnDraft, "name">>> = {
  text: { text: { maxLength: 255 } },
  note: { text: { allowMultipleLines: true, textType: "plain" } },
  number: { number: {} },
  boolean: { boolean: {} },
  date: { dateTime: { format: "dateOnly" } },
  "date-time": { dateTime: { format: "dateTime" } },
  choice: { choice: { choices: pairChoices } },
  "multi-choice": { choice: { choices: pairChoices, displayAs: "checkBoxes" } },
};

const idOf = (column: Pick<TargetColumn, "name">) => column.name as MappingId;
const mappings: readonly FieldMapping[] = convertedTypes.map((type) => ({
  id: idOf(pairColumns[type]),
  sourceColumn: type,
  sourceKind: "text",
  target: pairColumns[type],
  direction: "PUSH_ONLY",
  transform: null,
  nullPolicy: "CLEAR",
  defaultValue: null,
}));

/** One item for each value of the table: its canonical forms by column, empty where the column refuses it. */
function itemsToWrite(): readonly { readonly name: string; readonly values: FieldValues }[] {
  const items = new Map<string, Record<string, CanonicalValue>>();
  for (const { kind, value, target } of everyPair) {
    const found = converterFor(kind, target, pairZone)(value);
    const name = `${kind} ${JSON.stringify(value)}`;
    const values = items.get(name) ?? {};
    values[idOf(target)] = found.ok ? found.value : null;
    items.set(name, values);
  }
  return [...items].map(([name, values]) => ({ name, values }));
}

describe("every kind of value in every type of column", () => {
  let graph: SandboxGraph;
  let listId: string;

  beforeAll(async () => {
    graph = await startSandboxGraph();
    ({ id: listId } = await graph.newList());
    const args = { siteId: graph.site.id, listId };
    for (const type of convertedTypes) {
      await createColumn(graph.client, { ...args, column: { name: pairColumns[type].name, ...drafts[type] } });
    }
    await ensureKeyColumn(graph.client, { siteId: graph.site.id, listId: listId, mayMakeUnique: true, mapped: [] });
  });
  afterAll(async () => {
    await graph?.stop();
  });

  it("is described by Graph as the table of pairs takes it", async () => {
    const columns = await listColumns(graph.client, { siteId: graph.site.id, listId });
    for (const type of convertedTypes) {
      const column = columns.find(({ name }) => name === pairColumns[type].name);
      if (!column) throw new Error(`The list lacks ${pairColumns[type].name}.`);
      const { type: described, choices } = toTargetColumn(column);
      expect({ described, choices }).toEqual({ described: type, choices: pairColumns[type].choices });
    }
  });

  it("comes back from the list as it was sent, so that a second run plans nothing (P13, P19, P20, P21)", async () => {
    const port = createListPort({
      client: graph.client,
      siteId: graph.site.id,
      listId,
      mappings,
      keyColumn: keyColumnName,
      timeZone: siteTimeZone,
    });
    const items = itemsToWrite();
    const answers = await port.write(
      items.map(({ name, values }) => ({
        kind: "create" as const,
        key: createHash("sha256").update(name).digest("hex"),
        values,
      })),
      signal,
    );
    const written = answers.map((answer) => (answer.status === "written" ? answer.itemId : answer));
    expect(written.filter((each) => typeof each !== "number")).toEqual([]);
    const found = await port.readItems(
      written.filter((each) => typeof each === "number"),
      signal,
    );
    const differing = items.flatMap(({ name, values }, index) => {
      const item = found.get(Number(written[index]));
      return mappings.flatMap(({ id }) => {
        const [sent, read] = [values[id] ?? null, item?.values[id]];
        return sameValue(sent, read) ? [] : [{ name, column: id, sent, read }];
      });
    });
    expect(differing).toEqual([]);
  });
});
