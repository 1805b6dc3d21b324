import { grantsLists, highest, levelOn, levelOnList, refuseWithoutRoles, requireLevel } from "./access";
import type { Answer, Call, Context, ListContext, SiteContext } from "./call";
import type { Json } from "./entities";
import { accessDenied, blocked, errorBody, GraphError, invalidRequest, throttled } from "./errors";
import { type Faults, faultAnswer, type Interference } from "./faults";
import type { Charge, Meter } from "./meter";
import { type Notifier, notifierOf } from "./notifier";
import { parseQuery } from "./odata";
import type { Profile } from "./profile";
import type { RequestLog } from "./request-log";
import { findList } from "./routes/lists";
import type { Route } from "./routes/route";
import { findSite, findSiteByPath } from "./routes/sites";
import { findRoute, isKnownPath } from "./routes/table";
import type { Store } from "./store";

/** What every call passes through. */
export interface Graph {
  store: Store;
  meter: Meter;
  faults: Faults;
  log: RequestLog;
  webUrlBase: string;
  /** Set by `notifierOf` at its first use. */
  notifier?: Notifier;
}

/** An answer with what faults add to it on the wire. */
export interface Outcome {
  answer: Answer;
  delayMs: number;
  drop: boolean;
  /** Share of the body to send before the connection ends. */
  keep?: number;
}

/** Answers one call: faults, unit meter, permission, handler, log. */
export async function perform(graph: Graph, call: Call, batch?: number): Promise<Outcome> {
  const started = performance.now();
  const now = graph.store.clock.now();
  const verdict = graph.faults.judge(call);
  const { interference } = verdict;
  const resolved = resolve(graph, call);
  const units = resolved.units;
  const charge = graph.meter.charge(call.caller.tenant.id, call.caller.app.clientId, units, now.getTime());
  const before = refusal(charge, graph.store.profile) ?? beforeApplying(interference);
  const produced = before ?? (await resolved.run());
  const final = before ? produced : afterApplying(interference, produced);
  const answer = toAnswer(call, final, now, graph.store.profile);
  answer.headers = { ...charge.headers, ...answer.headers };
  graph.log.add({
    number: graph.log.nextNumber(),
    at: now.toISOString(),
    method: call.method,
    path: call.path + call.search,
    route: resolved.label,
    status: answer.status,
    units,
    ms: Math.round((performance.now() - started) * 100) / 100,
    tenantId: call.caller.tenant.id,
    appId: call.caller.app.clientId,
    ...(batch === undefined ? {} : { batch }),
    ...(verdict.rule === undefined ? {} : { fault: verdict.rule }),
  });
  return {
    answer,
    delayMs: verdict.delayMs,
    drop: interference?.kind === "drop" || interference?.kind === "dropAfter",
    ...(interference?.kind === "cutBody" ? { keep: interference.keep } : {}),
  };
}

type Produced = Answer | GraphError;

/** The meter's refusal as this tenant words it (Graph contract 11). */
function refusal({ waitSeconds, refusedInRow }: Charge, profile: Profile): GraphError | undefined {
  if (waitSeconds === undefined) return undefined;
  if (profile.blockAfterRefusals > 0 && refusedInRow > profile.blockAfterRefusals) return blocked();
  return throttled(profile.retryAfter === "send" ? waitSeconds : undefined, profile.throttleCode);
}

/** The answer that stands in the handler's place, if the call must not be applied. */
function beforeApplying(interference: Interference | undefined): Produced | undefined {
  if (interference?.kind === "answer") return faultAnswer(interference);
  return interference?.kind === "drop" ? { status: 503 } : undefined;
}

const afterApplying = (interference: Interference | undefined, produced: Produced): Produced =>
  interference?.kind === "answerAfter" ? faultAnswer(interference) : produced;

function toAnswer(call: Call, produced: Produced, now: Date, profile: Profile): Answer {
  if (!(produced instanceof GraphError)) return { ...produced };
  return {
    status: produced.status,
    headers: { ...produced.more.headers },
    ...(produced.more.emptyBody ? {} : { body: errorBody(produced, call, now, profile) as Json }),
  };
}

interface Resolved {
  label: string;
  units: number;
  run: () => Promise<Produced>;
}

/** Finds the route and prepares it; whatever goes wrong is the answer, and costs one unit. */
function resolve(graph: Graph, call: Call): Resolved {
  let label = "unknown";
  const failed = (error: unknown): GraphError => {
    if (error instanceof GraphError) return error;
    console.error(error);
    return new GraphError(500, "generalException", "An unspecified error has occurred");
  };
  try {
    const prepared = locate(graph, call);
    label = prepared.label;
    const run = async () => {
      try {
        return await prepared.run();
      } catch (error) {
        return failed(error);
      }
    };
    return { label, units: prepared.units, run };
  } catch (error) {
    const answer = failed(error);
    return { label, units: 1, run: () => Promise.resolve(answer) };
  }
}

function locate(graph: Graph, call: Call): { label: string; units: number; run: () => Answer | Promise<Answer> } {
  const { store } = graph;
  const base: Context = {
    store,
    profile: store.profile,
    call,
    query: parseQuery(call.search, store.profile),
    params: {},
    webUrlBase: graph.webUrlBase,
    reaches: (url) => notifierOf(graph).reaches(url),
  };
  const { segments, siteOf } = splitPath(base);
  const found = findRoute(call.method, segments);
  if (!found) {
    if (isKnownPath(segments)) throw new GraphError(405, "notAllowed", "The method is not allowed here.");
    throw new GraphError(400, "BadRequest", `Resource not found for the segment '${segments.at(-1) ?? ""}'.`);
  }
  const { route, params } = found;
  const context = { ...base, params };
  refuseWithoutRoles(call.caller, store.profile);
  return { label: route.path, ...bind(route, context, siteOf) };
}

function bind(route: Route, context: Context, siteOf: () => SiteContext["site"]) {
  if (route.scope === "tenant") return ready(route, context);
  const site = siteOf();
  const onSiteAlone = levelOn(site, context.call.caller, context.profile);
  if (route.scope === "site") {
    const level = requireLevel(onSiteAlone, "read");
    return ready(route, { ...context, site, level }, () => requireLevel(level, route.needs));
  }
  const data =
    grantsLists(context.call.caller) || onSiteAlone ? findList(context, site, context.params.list ?? "") : undefined;
  const level = data && highest([onSiteAlone, levelOnList(data.list, context.call.caller, context.profile)]);
  if (!data || level === undefined) throw accessDenied();
  const onList: ListContext = { ...context, site, level, data, list: data.list };
  return ready(route, onList, () => requireLevel(level, route.needs));
}

function ready<C>(
  route: { units: number | ((context: C) => number); handle: (context: C) => Answer | Promise<Answer> },
  context: C,
  check: () => unknown = () => undefined,
) {
  const units = typeof route.units === "number" ? route.units : route.units(context);
  return {
    units,
    run: () => {
      check();
      return route.handle(context);
    },
  };
}

const byPath = /^\/sites\/([^/:,]+):\/([^:]*)(?::(\/.*)?)?$/;

/** Segments of the path; a site addressed by its path takes one segment (Graph contract 3.1). */
function splitPath(context: Context): { segments: string[]; siteOf: () => SiteContext["site"] } {
  const path = context.call.path.replaceAll(/%3a/gi, ":").replace(/\/+$/, "");
  const match = byPath.exec(path);
  if (match) {
    const [, host = "", sitePath = "", rest = ""] = match;
    const segments = ["sites", "by-path", ...rest.split("/").filter(Boolean).map(decode)];
    return { segments, siteOf: () => findSiteByPath(context, decode(host), decode(sitePath)) };
  }
  const segments = path.split("/").slice(1).map(decode);
  return { segments, siteOf: () => findSite(context, segments[1] ?? "") };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidRequest();
  }
}
