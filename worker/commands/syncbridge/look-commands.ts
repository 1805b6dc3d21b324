import type { Context } from "@/lib/context";
import { errorCodes } from "@/lib/errors/codes";
import { rejectionCodes } from "@/lib/errors/rejection-codes";
import { explainRow, listLedger } from "@/lib/features/ledger/queries";
import { ledgerFilter, rowQuestion } from "@/lib/features/ledger/schema";
import { listRejectionGroups, listRejections } from "@/lib/features/rejections/queries";
import { getLiveRun } from "@/lib/features/runs/queries";
import { getSchedule } from "@/lib/features/schedules/queries";
import { stateLabels } from "@/lib/features/syncs/labels";
import { getDefinition, listDefinitions } from "@/lib/features/syncs/queries";
import type { DefinitionRow } from "@/lib/features/syncs/types";
import { nearNames } from "@/lib/format/near-name";
import { formatNumber } from "@/lib/format/number";
import { oneLine, textTable } from "../terminal-text";
import { usageError } from "../usage-error";
import { type Answer, defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { runText } from "./follow-run";
import { decideLedger } from "./ledger-decision";
import { definitionNamed } from "./resolve";

const moment = (date: Date | null) => date?.toISOString().slice(0, 19).replace("T", " ") ?? "–";

export const status = defineCommand({
  takes: ["[DEFINITION]"],
  summary: "Says how definitions stand, or one of them in detail.",
  help: "Ends with 4 when a definition that it tells of is halted. Times are in UTC.",
  options: {},
  async run({ context, names: [name] }) {
    if (name !== undefined) return statusOf(context, (await definitionNamed(context, name)).id);
    const rows = await allDefinitions(context);
    const head = ["Definition", "State", "Table", "List", "Last run", "Rows", "Items", "Rejections"];
    const lines = rows.map((row) => [
      row.name,
      row.isEnabled || row.state === "running" ? stateLabels[row.state] : `${stateLabels[row.state]}, disabled`,
      row.tableName,
      row.listName,
      moment(row.lastRunAt),
      formatNumber(row.sourceRows),
      formatNumber(row.linkedItems),
      formatNumber(row.openRejections),
    ]);
    const text = rows.length === 0 ? "There is no definition yet." : textTable([head, ...lines], "").trimEnd();
    const isHalted = rows.some(({ haltedReason }) => haltedReason !== null);
    return { code: isHalted ? exitCodes.halted : exitCodes.done, json: { definitions: rows }, text };
  },
});

async function allDefinitions(context: Context): Promise<readonly DefinitionRow[]> {
  const rows: DefinitionRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDefinitions(context, { limit: 200, ...(cursor ? { cursor } : {}) });
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return rows;
}

async function statusOf(context: Context, definitionId: string): Promise<Answer> {
  const definition = await getDefinition(context, { definitionId });
  const schedule = await getSchedule(context, { definitionId });
  const live = definition.lastRunId === null ? null : await getLiveRun(context, { runId: definition.lastRunId });
  const times = schedule.nextTimes.slice(0, 1).map(moment);
  const lines = [
    `${definition.name}: ${stateLabels[definition.state].toLowerCase()}, ${definition.isEnabled ? "enabled" : "disabled"}`,
    `  reads    ${definition.databaseName} ${definition.tableName} by ${definition.instances.map(({ label }) => label).join(", ")}`,
    `  writes   ${definition.siteName} / ${definition.listName}`,
    `  key      ${definition.keyColumns.join(", ")}`,
    `  holds    ${formatNumber(definition.sourceRows)} rows, ${formatNumber(definition.linkedItems)} items, ${formatNumber(definition.openRejections)} rejections`,
    `  next     ${schedule.hold ? schedule.hold.message : (times[0] ?? "when it is asked for")}`,
    ...(definition.haltedReason === null ? [] : [`  halted   ${definition.haltedReason}`]),
    ...definition.problems.map((problem) => `  problem  ${problem}`),
    ...(live ? [`  last     ${runText(live).split("\n")[0] ?? ""}`] : []),
  ];
  return {
    code: definition.haltedReason === null ? exitCodes.done : exitCodes.halted,
    json: { definition, schedule, lastRun: live?.run ?? null },
    text: lines.map(oneLine).join("\n"),
  };
}

const limited = { limit: { type: "string" }, cursor: { type: "string" } } as const;
const limitHelp = `  --limit N        at most so many, 50 where left out, 200 at most
  --cursor TEXT    go on after an earlier page, whose end was told`;

/** The page that is asked for. Throws `input-invalid` for a limit that is none. */
function pageOf(values: { readonly limit?: string | undefined; readonly cursor?: string | undefined }) {
  const limit = Number(values.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw usageError("--limit is a whole number from 1 to 200.");
  return { limit, ...(values.cursor ? { cursor: values.cursor } : {}) };
}

const more = (nextCursor: string | null) => (nextCursor === null ? "" : `\nThere are more: --cursor ${nextCursor}`);

export const ledger = defineCommand({
  takes: ["DEFINITION"],
  summary: "Shows which row is which item, and what both sides agreed on last; decides entries that wait.",
  help: `  --key TEXT       the beginning of an identity or key value, or an item's number
  --state STATE    only entries in this state, such as LINKED; HELD for those with a field that waits for a decision
${limitHelp}
  --decide WHAT    decide all that wait and that --key finds. Of deleted items (ASKED): recreate, or leave them deleted.
                   Of held fields (HELD): table, or list, whose value stands
  --yes            do not ask before deciding

What is decided is carried out by the next run.`,
  options: {
    ...limited,
    key: { type: "string" },
    state: { type: "string" },
    decide: { type: "string" },
    yes: { type: "boolean", default: false },
  },
  async run({ context, names, values, signal }) {
    const { id: definitionId } = await definitionNamed(context, names[0] ?? "");
    if (values.decide !== undefined) {
      const { decide, yes, key: search } = values;
      return decideLedger(context, { definitionId, decide, yes, search, state: values.state?.toUpperCase() }, signal);
    }
    const filter = ledgerFilter.safeParse({
      definitionId,
      search: values.key,
      state: values.state?.toUpperCase(),
      ...pageOf(values),
    });
    if (!filter.success) throw usageError(`--state is one of ${ledgerFilter.shape.state.unwrap().options.join(", ")}.`);
    const { rows, nextCursor } = await listLedger(context, filter.data);
    const lines = rows.map(({ identity, state, itemId, lastSyncAt, values: agreed, held }) => [
      identity,
      state,
      itemId === null ? "–" : String(itemId),
      moment(lastSyncAt),
      [
        ...held.map(({ column, ours, theirs }) => `${column}: table ${ours ?? ""}, list ${theirs ?? ""};`),
        ...agreed.map(({ column, value }) => `${column}=${value ?? ""}`),
      ].join(" "),
    ]);
    const table = textTable([["Row", "State", "Item", "Last synced", "Values"], ...lines], "").trimEnd();
    const text = rows.length === 0 ? "The ledger has no such entry." : `${table}${more(nextCursor)}`;
    return { code: exitCodes.done, json: { entries: rows, nextCursor }, text };
  },
});

const stepSigns = { fine: "ok     ", stops: "STOPS  ", note: "note   ", unknown: "unknown" } as const;

export const why = defineCommand({
  takes: ["DEFINITION", "KEY"],
  summary: "Says step by step why a row is, or is not, in the list.",
  help: `The row is named by its key as people write it: 4711, -7, name=value, or name=value|name=value; a text that begins with a dash stands
after --. Table and list are asked for it.
Ends with 0 when its item is in the list, with 3 when it is not, with 1 when the list could not be asked.`,
  options: {},
  async run({ context, names: [name = "", key = ""] }) {
    const { id: definitionId } = await definitionNamed(context, name);
    const parsed = rowQuestion.safeParse({ definitionId, key });
    if (!parsed.success) throw usageError(parsed.error.issues[0]?.message ?? "This is no key.");
    const answer = await explainRow(context, parsed.data);
    const steps = answer.steps.flatMap(({ question, result, answer: said, remedy }) => [
      `  ${stepSigns[result]}  ${question} ${said}`,
      ...(remedy === null ? [] : [`           → ${remedy}`]),
    ]);
    const end = answer.remedy === null ? [] : [`→ ${answer.remedy}`];
    const text = [answer.title, answer.text, ...steps, ...end].map(oneLine).join("\n");
    const code = answer.isPresent === null ? exitCodes.failed : answer.isPresent ? exitCodes.done : exitCodes.pending;
    return { code, json: { ...answer }, text };
  },
});

export const rejections = defineCommand({
  takes: ["DEFINITION"],
  summary: "Shows the rows that cannot be synced now, and why.",
  help: `  --code CODE      only those of this code, such as text-too-long
${limitHelp}

Ends with 3 when there is one.`,
  options: { ...limited, code: { type: "string" } },
  async run({ context, names, values }) {
    const { id: definitionId } = await definitionNamed(context, names[0] ?? "");
    const { code } = values;
    if (code !== undefined) await requireKnownCode(context, definitionId, code);
    const filter = { definitionId, ...(code === undefined ? {} : { code }), ...pageOf(values) };
    const { rows, nextCursor } = await listRejections(context, filter);
    const lines = rows.flatMap(({ identity, code: why, fieldName, message, remedy }) => [
      oneLine(`${identity}  ${why}${fieldName === null ? "" : ` (${fieldName})`}: ${message}`),
      oneLine(`    → ${remedy}`),
    ]);
    const none = code === undefined ? "No row is rejected." : `No row is rejected as ${code}.`;
    const text = rows.length === 0 ? none : `${lines.join("\n")}${more(nextCursor)}`;
    return { code: rows.length > 0 ? exitCodes.pending : exitCodes.done, json: { rejections: rows, nextCursor }, text };
  },
});

/** Throws `input-invalid` for a code that no error has and that no rejection of the definition came with: one of an older version may still stand. */
async function requireKnownCode(context: Context, definitionId: string, code: string): Promise<void> {
  if (Object.hasOwn(errorCodes, code)) return;
  const stored = (await listRejectionGroups(context, { definitionId })).map((group) => group.code);
  if (stored.includes(code)) return;
  const near = nearNames(code, [...stored, ...Object.keys(errorCodes)]);
  throw usageError(
    "--code is none of the codes that there are.",
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : `A row is rejected as ${Object.keys(rejectionCodes).join(", ")}, or with another code of docs/errors.md.`,
  );
}
