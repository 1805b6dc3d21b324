import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors/app-error";
import { confirmMatch, requestMatch, retargetList } from "@/lib/features/keys/mutations";
import { getKey } from "@/lib/features/keys/queries";
import { confirmInput } from "@/lib/features/keys/schema";
import type { MatchSample, MatchView } from "@/lib/features/keys/types";
import { formatNumber } from "@/lib/format/number";
import { askYes } from "../ask-yes";
import { oneLine } from "../terminal-text";
import { usageError } from "../usage-error";
import { type Call, defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { definitionNamed, theOne } from "./resolve";

const pollMs = 500;

/** So long a worker may take to begin before a person is asked whether there is one. */
const unworkedMs = 15_000;

type Caller = Pick<Call<never>, "context" | "progress" | "signal">;

/** Waits until a worker has compared rows and items. Throws what kept it from doing so. */
async function comparedMatch({ context, progress, signal }: Caller, definitionId: string): Promise<MatchView> {
  const begin = Date.now();
  let isWarned = false;
  for (;;) {
    const { match } = await getKey(context, { definitionId });
    if (match === null) throw new AppError("not-found", { message: "The comparison was discarded." });
    if (match.state === "FAILED") {
      throw new AppError("match-needed", { message: match.errorMessage ?? "Rows and items could not be compared." });
    }
    if (match.state === "READY" || match.state === "CONFIRMED") return match;
    const { rowsRead, itemsRead } = match;
    progress.say(match.state === "QUEUED" ? "Waiting for a worker" : `Comparing: ${rowsRead} rows, ${itemsRead} items`);
    if (match.state === "QUEUED" && Date.now() - begin > unworkedMs && !isWarned) {
      progress.note("No worker has begun yet: is one running? It is waited for.");
      isWarned = true;
    }
    await sleep(pollMs, undefined, { signal });
  }
}

function matchText(name: string, match: MatchView): string {
  const { samples } = match;
  const group = (count: number, what: string, some: readonly MatchSample[] = []) => [
    `  ${formatNumber(count).padStart(9)}  ${what}`,
    ...some.map(({ identity, itemId, summary }) =>
      oneLine(
        `             ${[identity, itemId === null ? null : `item ${itemId}`, summary].filter(Boolean).join("  ")}`,
      ),
    ),
  ];
  return [
    match.purpose === "REKEY"
      ? `${name}: ${formatNumber(match.rowsRead)} rows compared with the ledger under the other key that was asked for. It is the key once that is confirmed.`
      : `${name}: ${formatNumber(match.rowsRead)} rows and ${formatNumber(match.itemsRead)} items compared.`,
    ...group(match.kept, "known to the ledger already"),
    ...group(match.matched, "matched", samples?.matched),
    ...group(match.onlyRows, "only in the table", samples?.onlyRows),
    ...group(match.onlyItems, "only in the list; they stay as they are", samples?.onlyItems),
    ...group(
      match.ambiguous,
      "ambiguous; they are left, or decided one by one on the page",
      samples?.ambiguous.map(({ identity, summary }) => ({ identity, itemId: null, summary })),
    ),
  ].join("\n");
}

interface Replacement {
  readonly definitionId: string;
  /** The definition's. */
  readonly name: string;
  /** Name or id of the list that takes the former one's place. */
  readonly wanted: string;
  readonly isAsked: boolean;
}

/** Puts a list that was made anew in the place of one that is gone, as the page Key does, after it was said what that means. False where it is not meant. */
async function replaceList({ context, signal }: Caller, replacement: Replacement): Promise<boolean> {
  const { definitionId, name, wanted, isAsked } = replacement;
  const { isListGone, listName, otherLists } = await getKey(context, { definitionId });
  if (!isListGone)
    throw new AppError("in-use", {
      message: `The list “${listName}” of “${name}” is still in the catalog.`,
      remedy: "If it was deleted, discover its site again: syncbridge discover SITE.",
    });
  const lists = otherLists.map(({ value, label }) => ({ id: value, label }));
  const found = lists.filter(({ id, label }) => id === wanted || label === wanted);
  const list = theOne(
    "list",
    wanted,
    found,
    lists.map(({ label }) => label),
  );
  const told = `The list “${listName}” that “${name}” writes to is gone, and “${list.label}” takes its place. The sync is paused and forgets the former list's items; rows and items are compared next. No item is written until that is confirmed.`;
  process.stderr.write(`${oneLine(told)}\n`);
  if (isAsked) {
    const isMeant = await askYes("Use this list? (yes/no) ", signal);
    if (isMeant === null) throw usageError("There is no terminal to ask on.", "Name the list with --yes.");
    if (!isMeant) return false;
  }
  await retargetList(context, { definitionId, listId: list.id });
  return true;
}

export const match = defineCommand({
  takes: ["DEFINITION"],
  summary: "Finds out which items of a list are rows of the table already, before the first push.",
  help: `  --adopt WHAT     matched items: source (they take the row's values), list (they keep theirs until the row changes), or leave
  --create         rows that are only in the table become items; without it they are left
  --confirm        carry it out; without it nothing is written
  --rebuild        compare for a ledger that was lost, instead of a first push
  --list NAME      the list was deleted and made again: this one of the same site takes its place, before rows and items are compared
  --yes            do not ask before the list's place is taken

Nothing is written until it is confirmed. Ambiguous rows are left, and decided one by one on the page. A worker compares, and is waited for.
Ends with 3 while the comparison waits to be confirmed.`,
  options: {
    adopt: { type: "string" },
    create: { type: "boolean", default: false },
    confirm: { type: "boolean", default: false },
    rebuild: { type: "boolean", default: false },
    list: { type: "string" },
    yes: { type: "boolean", default: false },
  },
  async run(call) {
    const { context, names, values } = call;
    const { adopt } = values;
    if (adopt !== undefined && !["source", "list", "leave"].includes(adopt))
      throw usageError("--adopt is source, list or leave.");
    if (values.confirm && adopt === undefined) throw usageError("--confirm needs --adopt source, list or leave.");
    const { id: definitionId, name } = await definitionNamed(context, names[0] ?? "");
    if (values.list !== undefined) {
      if (values.confirm || values.rebuild)
        throw usageError("--list begins a new comparison: leave --confirm and --rebuild out.");
      const isReplaced = await replaceList(call, { definitionId, name, wanted: values.list, isAsked: !values.yes });
      if (!isReplaced) return { code: exitCodes.pending, json: { replaced: false }, text: "Nothing was changed." };
    }
    const known = (await getKey(context, { definitionId })).match;
    const isUsable = known !== null && !known.isVoid && ["QUEUED", "READING", "READY"].includes(known.state);
    // What a person has looked at is what is confirmed. One that another key was asked for with is what is looked at, too: a new one would drop that key.
    const isLookedAt = values.confirm || (known?.purpose === "REKEY" && !values.rebuild);
    if (!(isLookedAt && isUsable))
      await requestMatch(context, { definitionId, purpose: values.rebuild ? "REBUILD" : "FIRST" });
    const compared = await comparedMatch(call, definitionId);
    const text = matchText(name, compared);
    if (!values.confirm) {
      const hint =
        "Nothing was written. Confirm with --confirm --adopt source|list|leave, and --create for rows that are only in the table.";
      return { code: exitCodes.pending, json: { match: compared, confirmed: false }, text: `${text}\n${hint}` };
    }
    const input = confirmInput.parse({
      matchId: compared.id,
      matched: adopt,
      onlyRows: values.create ? "create" : "leave",
    });
    const { runId } = await confirmMatch(context, input);
    const done = runId === null ? "Confirmed." : `Confirmed; run ${runId} ties the items to their rows.`;
    return { code: exitCodes.done, json: { match: compared, confirmed: true, runId }, text: `${text}\n${done}` };
  },
});
