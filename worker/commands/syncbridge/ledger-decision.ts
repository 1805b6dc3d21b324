import type { Context } from "@/lib/context";
import { decideEntries } from "@/lib/features/ledger/mutations";
import { countWaiting } from "@/lib/features/ledger/queries";
import { type Decision, decisionInput, decisions, mostDecided, waitingInput } from "@/lib/features/ledger/schema";
import { formatNumber } from "@/lib/format/number";
import { askYes } from "../ask-yes";
import { usageError } from "../usage-error";
import type { Answer } from "./command";
import { exitCodes } from "./exit-codes";

/** What each decision does, as it is told before it is made. */
const effects: Readonly<Record<Decision, { readonly state: "ASKED" | "HELD"; readonly told: string }>> = {
  recreate: { state: "ASKED", told: "The next run makes the deleted items again, with new numbers." },
  leave: { state: "ASKED", told: "The items stay deleted, and their rows are no longer pushed." },
  table: { state: "HELD", told: "The next run writes the table's values over the list's in every waiting field." },
  list: {
    state: "HELD",
    told: "Every waiting field keeps the list's value until the row has another one in that field.",
  },
};

interface Asked {
  readonly definitionId: string;
  readonly decide: string;
  readonly state: string | undefined;
  readonly search: string | undefined;
  readonly yes: boolean;
}

const entriesOf = (count: number) => `${formatNumber(count)} ${count === 1 ? "entry" : "entries"}`;

/** Decides all entries that wait and that the search finds, after it was said what will happen. */
export async function decideLedger(context: Context, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const { definitionId, search } = asked;
  const input = decisionInput.safeParse({ definitionId, decision: asked.decide, search });
  if (!input.success) throw usageError(`--decide is one of ${decisions.join(", ")}.`);
  const { decision } = input.data;
  const { state, told } = effects[decision];
  if (asked.state !== undefined && asked.state !== state)
    throw usageError(`--decide ${decision} is about --state ${state}.`);
  const waiting = await countWaiting(context, waitingInput.parse({ definitionId, state, search }));
  const nothing = { decision, waiting, entries: 0, isMore: false };
  if (waiting === 0) return { code: exitCodes.done, json: nothing, text: "No such entry waits for a decision." };
  const all = Math.min(waiting, mostDecided);
  if (!asked.yes) {
    process.stderr.write(`${entriesOf(all)}${waiting > mostDecided ? ", others after them" : ""}. ${told}\n`);
    const isMeant = await askYes("Decide so? (yes/no) ", signal);
    if (isMeant === null)
      throw usageError("There is no terminal to ask on.", "Decide with --yes, or look without --decide.");
    if (!isMeant) return { code: exitCodes.pending, json: nothing, text: "Nothing was decided." };
  }
  const { entries, isMore } = await decideEntries(context, input.data);
  const rest = isMore ? " Others wait: call it again." : "";
  return {
    code: isMore ? exitCodes.pending : exitCodes.done,
    json: { decision, waiting, entries, isMore },
    text: `${entriesOf(entries)} decided. ${told}${rest}`,
  };
}
