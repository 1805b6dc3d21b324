import type { App, Json, List, Site, Tenant } from "./entities";
import type { ListData } from "./list-data";
import type { Query } from "./odata";
import type { Profile } from "./profile";
import type { Store } from "./store";

/** Who calls, as the verified token says. */
export interface Caller {
  tenant: Tenant;
  app: App;
  /** Application permissions in the token; empty for a delegated token. */
  roles: ReadonlySet<string>;
}

/** One Graph request: from the wire or an entry of a batch. */
export interface Call {
  method: string;
  /** Path below `/v1.0`, still percent-encoded, without the query. */
  path: string;
  search: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: unknown;
  bodyBytes: number;
  requestId: string;
  clientRequestId?: string;
  caller: Caller;
  /** Scheme and authority that the client used: next links lead back to it. */
  origin: string;
  inBatch: boolean;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Absent: no body at all. */
  body?: Json;
  /** Sent as it stands in the body's place: an answer that breaks off (Graph contract 7.2). */
  text?: string;
}

export type Level = "read" | "write" | "manage" | "full";

/** What a handler sees: the call, resolved to the things its path names. */
export interface Context {
  store: Store;
  profile: Profile;
  call: Call;
  query: Query;
  params: Record<string, string>;
  webUrlBase: string;
  /** Shakes hands with a receiver of notifications; false when it does not answer as it must. */
  reaches: (url: string) => Promise<boolean>;
}

export interface SiteContext extends Context {
  site: Site;
  /** What the caller may do on the site. */
  level: Level;
}

export interface ListContext extends SiteContext {
  data: ListData;
  list: List;
}
