import type { DeletePolicyChoice, GuardLimits, ListDeletePolicyChoice } from "./schema";

interface Words {
  readonly label: string;
  /** What it does, for somebody who has never read the manual. */
  readonly meaning: string;
}

export const modeWords: Record<"ONE_WAY_PUSH" | "ARCHIVE_ONLY", Words> = {
  ONE_WAY_PUSH: {
    label: "One way, table to list",
    meaning: "The list follows the table. What becomes of an item whose row leaves is decided below.",
  },
  ARCHIVE_ONLY: {
    label: "Archive",
    meaning:
      "The list keeps everything that was ever in the table: nothing is deleted. An item whose row leaves stays as it was last seen.",
  },
};

export const conflictWords: Record<"SOURCE_WINS" | "DESTINATION_WINS" | "MANUAL", Words> = {
  SOURCE_WINS: {
    label: "The table wins",
    meaning: "When the row changes, its values replace the edit. The edit is kept with the run as before-image.",
  },
  DESTINATION_WINS: {
    label: "The list's edit stands",
    meaning: "An edited item is left as it is until its row changes again.",
  },
  MANUAL: {
    label: "A person decides",
    meaning: "The row is shown under Rejections until somebody settles it; nothing is written over the edit.",
  },
};

export const deletePolicyWords: Record<DeletePolicyChoice, Words> = {
  KEEP: { label: "Keep the item", meaning: "The item stays as it is and is no longer written to." },
  DELETE: {
    label: "Delete the item",
    meaning: "The item goes to the site's recycle bin. Its values are kept with the run.",
  },
  MARK: {
    label: "Keep and mark it",
    meaning: "The item stays, and the mark column takes the time at which its row was found gone.",
  },
};

export const listDeletePolicyWords: Record<ListDeletePolicyChoice, Words> = {
  RECREATE: { label: "Make it again", meaning: "The next change of the row makes a new item." },
  DETACH: { label: "Leave it deleted", meaning: "The row is no longer pushed. Its entry says so." },
  ASK: { label: "Ask", meaning: "The row waits in the ledger until a person decides." },
};

export const guardWords: Record<keyof GuardLimits, Words> = {
  emptySource: {
    label: "An empty reading",
    meaning: "Stop when the table reads as empty although rows were pushed before: a wrong database, or a lost right.",
  },
  mostDeletes: {
    label: "Many deletes",
    meaning: "Stop when more items would be deleted than the greater of these two.",
  },
  mostUpdates: {
    label: "Many updates",
    meaning: "Stop when more than this share of the items would change. A first load is exempt.",
  },
  mostAlike: {
    label: "One value everywhere",
    meaning: "Stop when a column would be emptied, or get one and the same value, in more than this share of the rows.",
  },
  mostVanished: {
    label: "Items gone from the list",
    meaning: "Stop when more than this share of our items has vanished from the list.",
  },
};

/** A limit in words: "more than 10 rows or 5 %, whichever is greater". */
export function limitText(name: keyof GuardLimits, guards: GuardLimits): string {
  switch (name) {
    case "emptySource":
      return guards.emptySource ? "on" : "off";
    case "mostDeletes":
      return `${guards.mostDeletes.rows} rows or ${guards.mostDeletes.percent} %`;
    case "mostUpdates":
      return `${guards.mostUpdates.percent} %`;
    case "mostAlike":
      return `${guards.mostAlike.percent} %, from ${guards.mostAlike.fromRows} rows on`;
    case "mostVanished":
      return `${guards.mostVanished.percent} %, from ${guards.mostVanished.fromItems} items on`;
  }
}
