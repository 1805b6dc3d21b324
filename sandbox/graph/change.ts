import type { Item, ItemVersion, List, Site, Subscription, Tombstone } from "./entities";
import type { Profile } from "./profile";

/** One change of state; the journal is a sequence of these, and live changes go the same way as replayed ones. */
export type Change =
  | { t: "site"; site: Site }
  | { t: "list"; list: List }
  | { t: "list-gone"; id: string }
  | { t: "item"; list: string; item: Item; older?: ItemVersion[] }
  | { t: "item-gone"; list: string; tombstone: Tombstone }
  | { t: "subscription"; subscription: Subscription }
  | { t: "subscription-gone"; id: string }
  | { t: "certificates"; clientId: string; certificates: string[] }
  | { t: "profile"; profile: Profile }
  | { t: "clock"; offsetMs: number };
