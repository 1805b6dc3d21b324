import type { ListItem } from "./ports";
import type { FieldValues, MappingId } from "./types";

/** An item as the list's story of changes tells it. */
export interface ToldItem extends ListItem {
  /** Its SyncBridgeKey; null where the item or the list has none. */
  readonly key: string | null;
  /** Whether our application made it; null where the list does not say. */
  readonly isOurs: boolean | null;
}

/** One part of what changed since a link was given. `end` closes a complete telling and carries the link to begin from next time. */
export type ToldChanges =
  | { readonly kind: "items"; readonly items: readonly ToldItem[] }
  | { readonly kind: "end"; readonly link: string };

/** What a list offers to find creates whose answers were lost where no key column of ours keeps them single (sync-semantics 5, K2 to K4). */
export interface LostCreatesList {
  /** Marks the present moment in the list's story of changes. */
  changesLink(signal: AbortSignal): Promise<string>;
  /**
   * Items that were made or changed since the link was given, each in its latest state; an item may be told again. States may come late, so that
   * an item not told yet is no proof that there is none. Without a link, or with one that is too old, all items are told.
   */
  itemsSince(link: string | null, signal: AbortSignal): AsyncIterable<ToldChanges>;
  /** Mapped fields that the list keeps unique. */
  uniqueFields(signal: AbortSignal): Promise<readonly MappingId[]>;
  /**
   * For each row's values the item that holds one of them in a unique field, and in which; null where none does. Asks the list itself, so that
   * an item is found as soon as it is there.
   */
  findByUnique(
    rows: readonly FieldValues[],
    signal: AbortSignal,
  ): Promise<readonly ({ readonly item: ListItem; readonly field: MappingId } | null)[]>;
}

/** What the metastore keeps for it. */
export interface LostCreatesStore {
  /** The oldest link kept by this run and by those whose creates are still in doubt; null before one was kept. */
  createLink(): Promise<string | null>;
  /** Keeps a link before the first create is sent, or a later one once nothing before it is in doubt. */
  keepCreateLink(link: string): Promise<void>;
  /** Of the given items those that a row owns, of this definition or another. */
  ownedItems(itemIds: readonly number[]): Promise<ReadonlySet<number>>;
}
