import { levelOn, refuseWithoutRoles, requireLevel } from "./access";
import type { Answer, Call, Context, ListContext, SiteContext } from "./call";
import type { Json } from "./entities";
import { accessDenied, errorBody, GraphError, invalidRequest } from "./errors";
import { type Faults, faultAnswer, type Interference } from "./faults";
import type { Meter } from "./meter";
import { parseQuery } from "./odata";
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
}

/** An answer with what faults add to it on the wire. */
export interface Outcome {
  answer: Answer;
  delayMs: number;
  drop: boolean;
  /** Share of the body to send before the connection ends. */
  keep?: number;
}

/** Answers one call: faults, unit meter, permission, handler, log. Runs to its end without awaiting. */
export function perform(graph: Graph, call: Call, batch?: number): Outcome {
  const started = performance.now();
  const now = graph.store.clock.now();
  const verdict = graph.faults.judge(call);
  const { interference } = verdict;
  const resolved = resolve(graph, call);
  const units = resolved.units;
  const charge = graph.meter.charge(call.caller.tenant.id, call.caller.app.clientId, units, now.getTime());
  const before = charge.refusal ?? beforeApplying(interference);
  const produced = before ?? resolved.run();
  const final = before ? produced : afterApplying(interference, produced);
  const answer = toAnswer(call, final, now);
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

/** The answer that stands in the handler's place, if the call must not be applied. */
function beforeApplying(interference: Interference | undefined): Produced | undefined {
  if (interference?.kind === "answer") return faultAnswer(interference);
  return interference?.kind === "drop" ? { status: 503 } : undefined;
}

const afterApplying = (interference: Interference | undefined, produced: Produced): Produced =>
  interference?.kind === "answerAfter" ? faultAnswer(interference) : produced;

function toAnswer(call: Call, produced: Produced, now: Date): Answer {
  if (!(produced instanceof GraphError)) return { ...produced };
  return {
    status: produced.status,
    headers: { ...produced.more.headers },
    body: errorBody(produced, call, now) as Json,
  };
}

interface Resolved {
  label: string;
  units: number;
  run: () => Produced;
}

/** Finds the route and prepares it; whatever goes wrong is the answer, and costs one unit. */
function resolve(graph: Graph, call: Call): Resolved {
  let label = "unknown";
  const attempt = <T>(work: () => T): T | GraphError => {
    try {
      return work();
    } catch (error) {
      if (error instanceof GraphError) return error;
      console.error(error);
      return new GraphError(500, "generalException", "An unspecified error has occurred");
    }
  };
  const prepared = attempt(() => {
    const found = locate(graph, call);
    label = found.label;
    return found;
  });
  if (prepared instanceof GraphError) return { label, units: 1, run: () => prepared };
  return { label, units: prepared.units, run: () => attempt(prepared.run) };
}

function locate(graph: Graph, call: Call): { label: string; units: number; run: () => Answer } {
  const { store } = graph;
  const base: Context = {
    store,
    profile: store.profile,
    call,
    query: parseQuery(call.search, store.profile),
    params: {},
    webUrlBase: graph.webUrlBase,
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
  const level = levelOn(site, context.call.caller, context.profile);
  if (level === undefined) throw accessDenied();
  const onSite: SiteContext = { ...context, site, level };
  if (route.scope === "site") return ready(route, onSite, () => requireLevel(level, route.needs));
  const data = findList(onSite, context.params.list ?? "");
  const onList: ListContext = { ...onSite, data, list: data.list };
  return ready(route, onList, () => requireLevel(level, route.needs));
}

function ready<C>(
  route: { units: number | ((context: C) => number); handle: (context: C) => Answer },
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
