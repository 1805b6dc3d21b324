import type { RowFacts, WhyStep } from "./why-facts";
import { ask } from "./why-steps";

/** What ledger and list know. */
export function listSteps(facts: RowFacts): readonly WhyStep[] {
  return [ledgerStep(facts), ownerStep(facts), presenceStep(facts)].filter((step) => step !== null);
}

const causeWords: Readonly<Record<string, string>> = {
  "source-delete": "its row left the table",
  "left-filter": "its row left the row filter",
  "list-delete": "somebody deleted the item in the list",
};

/** Whether the row of an entry that left is where runs would meet it again; null where that could not be asked. */
function isBack({ source, filter, key }: RowFacts): boolean | null {
  if (!source.ok || key.problem !== null) return null;
  return source.value.rows > 0 && filter?.passes !== false;
}

function ledgerStep(facts: RowFacts): WhyStep {
  const { entry } = facts;
  const question = ask("ledger", "What does the ledger say?");
  if (entry === null) return question.fine("Nothing: this row was never pushed.");
  const evidence = [
    entry.cause === null ? null : `Cause: ${causeWords[entry.cause] ?? entry.cause}.`,
    entry.leftAt === null ? null : `Found at ${entry.leftAt}.`,
    entry.lastSyncAt === null ? null : `Last written at ${entry.lastSyncAt}.`,
  ];
  const known = entry.itemId === null ? "It has no item." : `Its item is number ${entry.itemId}.`;
  switch (entry.state) {
    case "LINKED":
      return question.fine(`Linked. ${known}`, { evidence });
    case "PENDING_CREATE":
      return question.fine("It is to be created.", { evidence });
    case "PARTIAL":
      return question.note(`Partly written: SharePoint refused some fields. ${known}`, { evidence });
    case "MOVING":
      return question.note("It is being moved to another list.", { evidence });
    case "PENDING_DELETE":
      return question.note("It is to be deleted.", { evidence });
    case "ASKED":
      return question.stops("waits-for-decision", "The item was deleted in the list, and a person must decide.", {
        evidence: [...evidence, "The rule for items that are deleted in the list is: ask."],
        remedy: "Decide on the ledger entry: make the item again, or leave it deleted.",
      });
    case "DETACHED":
      return aloneStep(entry) ?? leftStep(facts, entry, evidence);
    case "ARCHIVED":
    case "DELETED":
      return leftStep(facts, entry, evidence);
  }
}

/** Why a row is left alone since its table and list were compared. */
const comparedWords: Readonly<Record<string, string>> = {
  "match-ambiguous":
    "When rows and items were compared, several of them had this key, and nobody said which belong together.",
  "match-left": "When rows and items were compared, a person chose to leave this row as it was.",
  rebuilt: "When rows and items were compared, its item was found to belong to another row.",
};

/** The step for a row that a comparison left alone, which no run takes up; null for any other. */
function aloneStep({ cause }: NonNullable<RowFacts["entry"]>): WhyStep | null {
  const words = cause === null ? undefined : comparedWords[cause];
  if (words === undefined) return null;
  return ask("ledger", "What does the ledger say?").stops("left-alone", words, {
    remedy: "Compare rows and items again on the sync's page “Key”, and say there what becomes of this row.",
  });
}

const leftWords = {
  DETACHED: "The row left, and its item is no longer written to.",
  ARCHIVED: "The row left, and its item is kept as it was last seen.",
  DELETED: "The row left, and its item was deleted by this sync.",
} as const;

function leftStep(
  facts: RowFacts,
  entry: NonNullable<RowFacts["entry"]>,
  evidence: readonly (string | null)[],
): WhyStep {
  const question = ask("ledger", "What does the ledger say?");
  if (entry.cause === "list-delete") {
    return question.stops("deleted-in-list", "The item was deleted in the list, and the row is left alone since.", {
      evidence,
      remedy: "Make the item again on the ledger entry. To have that done always, change the rule.",
    });
  }
  const state = entry.state as keyof typeof leftWords;
  const said = { evidence: [...evidence, keptBy(entry.cause, facts.definition)] };
  if (isBack(facts)) return question.note("The row had left, and is back: the next run takes it up.", said);
  const hasItem = facts.list.ok && facts.list.value !== null;
  if (hasItem) return question.note(leftWords[state], said);
  return question.stops(state === "ARCHIVED" ? "archived" : "left", leftWords[state], {
    ...said,
    remedy: "A row that comes back is taken up by the next run.",
  });
}

function keptBy(cause: string | null, { onSourceDelete, onLeftFilter }: RowFacts["definition"]): string | null {
  const words = { KEEP: "keep the item", DELETE: "delete the item", MARK: "keep the item and mark it" } as const;
  if (cause === "source-delete") return `The rule for rows that leave the table is: ${words[onSourceDelete]}.`;
  if (cause === "left-filter") return `The rule for rows that leave the filter is: ${words[onLeftFilter]}.`;
  return null;
}

function ownerStep({ owner, list }: RowFacts): WhyStep | null {
  if (owner === null || !list.ok || list.value === null) return null;
  return ask("owner", "Does the item belong to this row?").stops(
    "owned-elsewhere",
    `Item ${list.value.itemId} carries this row's key and belongs to another row.`,
    {
      evidence: [`It belongs to ${owner.identity} of “${owner.definition}”.`],
      remedy: "Correct the key column of the item in the list, or remove the definition that pushes the same rows.",
      code: "unique-clash",
    },
  );
}

function presenceStep({ list, owner, entry, definition }: RowFacts): WhyStep | null {
  const question = ask("item", "Is the item in the list?");
  if (!list.ok) {
    return question.unknown("The list could not be asked.", {
      evidence: [list.message],
      remedy: list.remedy,
      code: list.code,
    });
  }
  if (list.value !== null) {
    if (owner !== null) return null;
    const { itemId, foundBy } = list.value;
    return question.present(`It is in the list: item ${itemId}.`, {
      evidence: [foundBy === "key" ? "Found by its key; the ledger does not know it yet." : null],
    });
  }
  if (entry?.itemId != null && (entry.state === "LINKED" || entry.state === "PARTIAL")) {
    const then = {
      RECREATE: "makes it again",
      DETACH: "leaves it deleted",
      ASK: "asks a person",
    } as const;
    return question.stops("item-vanished", `Item ${entry.itemId} is gone from the list, and no run has noticed.`, {
      evidence: [`A run that writes to it ${then[definition.onListDelete]}; an unchanged row is not written.`],
      remedy: "Make the item again on the ledger entry, or change the row.",
    });
  }
  return question.fine("No.");
}
