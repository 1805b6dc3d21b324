import type { Answer, Context, Level, ListContext, SiteContext } from "../call";

/**
 * A noun's verb: method, path below `/v1.0`, what the caller must be allowed, what it costs in resource units
 * (Graph contract 2.3 and table (a)), and the handler. Handlers change state without awaiting; only one that asks somebody outside
 * (a subscription's handshake) answers later.
 */
interface RouteBase<C> {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `:name` takes one segment. */
  path: string;
  needs: Level;
  units: number | ((context: C) => number);
  handle: (context: C) => Answer | Promise<Answer>;
}

export type Route =
  | ({ scope: "tenant" } & RouteBase<Context>)
  | ({ scope: "site" } & RouteBase<SiteContext>)
  | ({ scope: "list" } & RouteBase<ListContext>);

/** Costs of table (a). */
export const UNITS = { single: 1, collection: 2, write: 2, permission: 5 } as const;

export const metadata = (origin: string, what: string) => `${origin}/v1.0/$metadata#${what}`;
