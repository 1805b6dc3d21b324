import type { KeyLevelName, KeyStrategyName, MatchView } from "./types";

export const strategyLabels: Record<KeyStrategyName, { readonly title: string; readonly meaning: string }> = {
  PRIMARY_KEY: { title: "Primary key", meaning: "The table's own key." },
  UNIQUE_CONSTRAINT: { title: "Unique constraint", meaning: "Columns that the database keeps unique." },
  COMPOSITE_COLUMNS: {
    title: "Chosen columns",
    meaning:
      "No constraint is needed: each reading proves that they tell rows apart, and rejects rows that share a key.",
  },
  HASHED: {
    title: "Hash of chosen columns",
    meaning:
      "For tables without a key. A changed value is a row that left and another one that came. Rows that are equal are numbered. Reads everything, one way only.",
  },
};

export const levelLabels: Record<KeyLevelName, { readonly title: string; readonly meaning: string }> = {
  K1: {
    title: "K1: unique key column",
    meaning: "The list carries SyncBridgeKey and refuses a second item of the same row, whatever happens.",
  },
  K2: {
    title: "K2: plain key column",
    meaning:
      "The list carries SyncBridgeKey but would take a second item. After a lost answer its changes are searched for the key, twice with a pause, before an item is made again.",
  },
  K3: {
    title: "K3: a mapped unique column",
    meaning: "The list takes no column of ours. One of the mapped columns is unique, so that it refuses a second item.",
  },
  K4: {
    title: "K4: nothing to hold on to",
    meaning:
      "After a lost answer the list's changes are searched for an item with all the row's values, twice with a pause, before one is made again.",
  },
};

export const purposeLabels: Record<MatchView["purpose"], string> = {
  FIRST: "Rows and items before the first push",
  REBUILD: "Rows and items for a new ledger",
  REKEY: "Entries under the new key",
};
