import { describeError } from "@/lib/errors/codes";

/** How an operation ended; what is none of these is the code of an error. */
const ends: Readonly<Record<string, string>> = {
  created: "Created",
  updated: "Updated",
  deleted: "Deleted",
  marked: "Marked as gone",
  adopted: "Adopted",
  recorded: "Noted in the ledger",
  partial: "Partly written",
  kept: "Edit in the list kept",
  left: "Row left, item kept",
  returned: "Row found after all",
  detached: "Item let go of",
  asked: "Waits for a decision",
};

/** What became of an operation, in a few words. */
export const operationOutcomeLabel = (outcome: string): string =>
  ends[outcome] ?? describeError(outcome).title.replace(/\.$/, "");
