import path from "node:path";
import { describe, expect, it } from "vitest";
import { defaultApplyOptions } from "../apply";
import { markId } from "../mark";
import { continueRun } from "../run";
import { columnsOf, definitionOf, pushed, targetColumn } from "../testing/definitions";
import { MemoryList } from "../testing/memory-list";
import { MemoryReferences } from "../testing/memory-references";
import { MemorySource } from "../testing/memory-source";
import { MemoryStore } from "../testing/memory-store";
import type { Definition, FieldValues, MappingId } from "../types";

/**
 * Stories of one-way sync, each a file to be read: what the table held, what was planned, what the list and the ledger hold afterwards.
 * `npx vitest run --project unit lib/engine/scenarios -u` writes them anew; read the difference before it is kept.
 */
interface Step {
  readonly told: string;
  /** Rows as `id: name`; null for a row whose name is NULL. */
  readonly table?: Readonly<Record<number, string | null>>;
  readonly inList?: (list: MemoryList) => void;
  readonly rules?: Partial<Definition>;
  readonly approved?: boolean;
}

const name = pushed("name", "text", targetColumn("Title", "text", { maxLength: 12 }));
const markField = targetColumn("LeftAt", "date-time");
const base = definitionOf([name]);

const shown = (values: FieldValues | null) =>
  Object.entries(values ?? {})
    .map(([id, value]) => `${id === markId ? "LeftAt" : id}=${value === null ? "NULL" : String(value)}`)
    .join(" ");

async function tell(title: string, rules: Partial<Definition>, steps: readonly Step[]): Promise<string> {
  const source = new MemorySource(columnsOf(base));
  const list = new MemoryList([name.id, markId]);
  const store = new MemoryStore();
  const lines = [`# ${title}`];
  let definition = { ...base, ...rules };
  for (const step of steps) {
    definition = { ...definition, ...step.rules };
    lines.push("", `## ${step.told}`, "");
    step.inList?.(list);
    if (step.table) source.rows = Object.entries(step.table).map(([id, text]) => ({ id, name: text }));
    if (!step.approved) store.startRun();
    const first = step.approved ? 0 : store.operations.length;
    const halt = await run(definition, { source, list, store }, step.approved ?? false);
    const operations = step.approved ? [] : store.operations.slice(first);
    lines.push(`table    ${source.rows.map((row) => `${row.id}:${row.name ?? "NULL"}`).join("  ") || "empty"}`);
    for (const { kind, identity, intended, before, cause, state } of operations)
      lines.push(
        `plan     ${[
          kind,
          identity.text,
          shown(intended),
          before && `was ${shown(before)}`,
          cause && `(${cause})`,
          `→ ${state}`,
        ]
          .filter(Boolean)
          .join(" ")}`,
      );
    if (halt) lines.push(`halted   ${halt}`);
    for (const { identity, code } of store.rejections.values()) lines.push(`rejected ${identity.text} ${code}`);
    for (const [itemId, item] of list.items) lines.push(`item     #${itemId} ${shown(item.values)}`);
    const entries = [...store.ledger.values()].sort((a, b) => (a.identity.text < b.identity.text ? -1 : 1));
    for (const { identity, state, itemId, cause } of entries)
      lines.push(`ledger   ${identity.text} ${state} #${itemId ?? "none"}${cause ? ` (${cause})` : ""}`);
  }
  return `${lines.join("\n")}\n`;
}

async function run(
  definition: Definition,
  world: { readonly source: MemorySource; readonly list: MemoryList; readonly store: MemoryStore },
  isDecided: boolean,
): Promise<string | null> {
  const { store } = world;
  const clock = { sleep: async (ms: number) => store.advance(ms) };
  for (let goesOn = isDecided; ; ) {
    const ports = { ...world, references: new MemoryReferences(), clock };
    const state = { isDecided: goesOn || store.isDecided };
    const result = await continueRun(definition, ports, state, defaultApplyOptions, new AbortController().signal);
    if (result.state === "again") {
      store.advance(result.inMs);
      goesOn = true;
      continue;
    }
    if (result.state !== "halted") return null;
    const findings = result.halt.findings.map(
      ({ guard, found, limit, of }) => `${guard}: ${found} of ${of}, limit ${limit}`,
    );
    return `${findings.join("; ")}; approved by ${result.halt.approver}`;
  }
}

const rowsFrom = (from: number, to: number) =>
  Object.fromEntries(Array.from({ length: to - from + 1 }, (_, index) => [from + index, `row ${from + index}`]));

const stories: readonly [file: string, title: string, rules: Partial<Definition>, steps: readonly Step[]][] = [
  [
    "a-row-leaves-and-comes-back",
    "A row leaves the table and comes back, and its item is kept",
    {},
    [
      { told: "First load", table: { 1: "Ada", 2: "Bea" } },
      { told: "Bea is deleted", table: { 1: "Ada" } },
      { told: "Nothing changed", table: { 1: "Ada" } },
      { told: "Bea comes back under another name", table: { 1: "Ada", 2: "Beatrice" } },
    ],
  ],
  [
    "a-row-is-deleted-for-good",
    "A row leaves, its item is deleted, and the same key comes back later (F3, P15)",
    { onSourceDelete: "DELETE" },
    [
      { told: "First load", table: { 1: "Ada", 2: "Bea" } },
      { told: "Bea is deleted", table: { 1: "Ada" } },
      { told: "A new Bea takes the key", table: { 1: "Ada", 2: "Bea" } },
    ],
  ],
  [
    "an-archive-marks-what-left",
    "An archive keeps what was ever there, marked with the time",
    { mode: "ARCHIVE_ONLY", onSourceDelete: "DELETE", markField },
    [
      { told: "First load", table: { 1: "Ada", 2: "Bea" } },
      { told: "Bea leaves, Ada changes", table: { 1: "Adele" } },
      { told: "Bea is back as she was", table: { 1: "Adele", 2: "Bea" } },
    ],
  ],
  [
    "a-row-leaves-the-filter",
    "A row leaves the filter, which has a rule of its own, and then the table",
    { rowFilter: 'name != "secret"', onLeftFilter: "DELETE", onSourceDelete: "KEEP" },
    [
      { told: "First load, one row outside the filter", table: { 1: "Ada", 2: "Bea", 3: "secret" } },
      { told: "Bea becomes a secret", table: { 1: "Ada", 2: "secret", 3: "secret" } },
      { told: "The secrets are deleted from the table", table: { 1: "Ada" } },
    ],
  ],
  [
    "an-item-is-deleted-by-hand",
    "Somebody deletes an item while its row lives (P17)",
    { onListDelete: "RECREATE" },
    [
      { told: "First load", table: { 1: "Ada", 2: "Bea" } },
      {
        told: "Item 2 is gone, and Bea changes",
        table: { 1: "Ada", 2: "Bee" },
        inList: (list) => list.items.delete(2),
      },
      {
        told: "Item 1 is gone, and the rule is to ask",
        table: { 1: "Adele", 2: "Bee" },
        inList: (list) => list.items.delete(1),
        rules: { onListDelete: "ASK" },
      },
    ],
  ],
  [
    "one-bad-row-among-good-ones",
    "One bad row stops nobody, and its item stays (F4, P3)",
    { onSourceDelete: "DELETE" },
    [
      { told: "First load with a name that is too long", table: { 1: "Ada", 2: "much too long a name", 3: "Cleo" } },
      { told: "It is mended, another one breaks", table: { 1: "Ada", 2: "Bea", 3: "Cleopatra the Great" } },
      { told: "All is well", table: { 1: "Ada", 2: "Bea", 3: "Cleo" } },
    ],
  ],
  [
    "an-edit-meets-a-delete",
    "A person edits an item whose row is deleted (F6)",
    { onSourceDelete: "DELETE" },
    [
      { told: "First load", table: { 1: "Ada", 2: "Bea" } },
      {
        told: "Item 2 is edited, Bea is deleted, and the list's edit stands",
        table: { 1: "Ada" },
        inList: (list) => list.edit(2, { [name.id]: "by hand" } as Record<MappingId, string>),
        rules: { conflictPolicy: "DESTINATION_WINS" },
      },
      {
        told: "Item 1 is edited, Ada is deleted, and a person decides",
        table: { 9: "Zoe" },
        inList: (list) => list.edit(1, { [name.id]: "by hand too" } as Record<MappingId, string>),
        rules: { conflictPolicy: "MANUAL" },
      },
    ],
  ],
  [
    "a-guard-stops-a-mass-delete",
    "Most of the table is gone: the plan waits for a person, and is carried out as it was made",
    { onSourceDelete: "DELETE" },
    [
      { told: "First load", table: rowsFrom(1, 15) },
      { told: "Three rows are left", table: rowsFrom(1, 3) },
      { told: "Approved; meanwhile row 4 came back", table: rowsFrom(1, 4), approved: true },
    ],
  ],
];

describe("the stories of one-way sync", () => {
  it.each(stories)("%s", async (file, title, rules, steps) => {
    const told = await tell(title, rules, steps);
    await expect(told).toMatchFileSnapshot(path.resolve(import.meta.dirname, `${file}.md`));
  });
});
