import { readdirSync } from "node:fs";
import path from "node:path";
import type { Role } from "@/lib/context";
import type { DemoIds } from "./demo-ids";

const app = path.resolve(import.meta.dirname, "../../app");

/** Routes as Next knows them, from the files of that name: `/tables/[tableId]/data`. */
function routesOf(file: "page.tsx" | "route.ts"): readonly string[] {
  return readdirSync(app, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll(path.sep, "/"))
    .filter((name) => path.posix.basename(name) === file)
    .map((name) => {
      const folders = path.posix.dirname(name).split("/");
      return `/${folders.filter((folder) => folder !== "." && !/^\(.*\)$/.test(folder)).join("/")}`;
    })
    .toSorted();
}

export const pageRoutes = routesOf("page.tsx");
/** Those of the sign-in are next-auth's and open to everybody. */
export const apiRoutes = routesOf("route.ts").filter((route) => !route.startsWith("/api/auth/"));

/** Who sees it at least; `anyone` needs no session. */
type Audience = Role | "anyone";

interface Visit {
  readonly least: Audience;
  /** Queries that show other things than the bare address; without any the bare address is all there is. */
  readonly queries?: (ids: DemoIds) => readonly string[];
  /** What those are answered who may see it, where that is not 200. */
  readonly status?: number;
}

const viewer: Visit = { least: "Viewer" };
const steward: Visit = { least: "Steward" };
const admin: Visit = { least: "Admin" };
/** Shows values of rows: to viewers only where an administrator lets them see those of the database, which in the demo nobody did. */
const values: Visit = steward;

/** Every page, and who may see it. */
export const pageVisits: Readonly<Record<string, Visit>> = {
  "/": viewer,
  "/[...unknown]": { ...viewer, status: 404 },
  "/applications": viewer,
  "/applications/[applicationId]": viewer,
  "/applications/[applicationId]/databases/new": admin,
  "/applications/[applicationId]/edit": admin,
  "/applications/new": admin,
  "/applications/tree": viewer,
  "/audit": viewer,
  "/databases/[databaseId]": viewer,
  "/databases/[databaseId]/drift": viewer,
  "/databases/[databaseId]/edit": admin,
  "/databases/[databaseId]/instances": viewer,
  "/databases/[databaseId]/instances/[instanceId]/edit": admin,
  "/databases/[databaseId]/instances/new": admin,
  "/databases/[databaseId]/introspections": viewer,
  "/ledger": viewer,
  // Sends those away who have a role.
  "/no-role": { least: "anyone", status: 307 },
  "/rejections": viewer,
  "/runs": viewer,
  "/runs/[runId]": viewer,
  "/runs/[runId]/operations": values,
  "/runs/[runId]/requests": viewer,
  // Leads to its first part.
  "/settings": { ...viewer, status: 307 },
  "/settings/about": viewer,
  "/settings/guards": viewer,
  "/settings/keys": admin,
  "/settings/people": admin,
  "/settings/retention": viewer,
  "/settings/workers": viewer,
  "/sharepoint": viewer,
  "/sharepoint/connections": viewer,
  "/sharepoint/connections/[connectionId]": viewer,
  "/sharepoint/connections/[connectionId]/edit": admin,
  "/sharepoint/connections/new": admin,
  "/sharepoint/lists/[listId]": viewer,
  "/sharepoint/sites/[siteId]": viewer,
  "/sharepoint/sites/[siteId]/provision": { ...steward, queries: ({ tableId }) => ["", `?table=${tableId}`] },
  // Sends those away who are signed in.
  "/sign-in": { least: "anyone", status: 307 },
  "/sign-out": { least: "anyone" },
  "/syncs": viewer,
  "/syncs/[definitionId]": viewer,
  "/syncs/[definitionId]/drift": viewer,
  "/syncs/[definitionId]/key": viewer,
  "/syncs/[definitionId]/ledger": values,
  "/syncs/[definitionId]/ledger/row": {
    ...values,
    queries: ({ entryId, rejectedKey }) => [`?entry=${entryId}`, `?key=${rejectedKey}`, "?key=XYZ"],
  },
  "/syncs/[definitionId]/rejections": values,
  "/syncs/[definitionId]/rules": viewer,
  "/syncs/[definitionId]/runs": viewer,
  "/syncs/[definitionId]/schedule": viewer,
  // Goes on where the set-up was left.
  "/syncs/[definitionId]/setup": { ...steward, status: 307 },
  "/syncs/[definitionId]/setup/enable": steward,
  "/syncs/[definitionId]/setup/key": steward,
  "/syncs/[definitionId]/setup/mapping": steward,
  "/syncs/[definitionId]/setup/match": steward,
  "/syncs/[definitionId]/setup/plan": steward,
  "/syncs/[definitionId]/setup/schedule": steward,
  "/syncs/[definitionId]/sources": viewer,
  "/syncs/[definitionId]/versions": viewer,
  "/syncs/new": {
    ...steward,
    queries: ({ tableId, listId }) => ["", `?table=${tableId}`, `?table=${tableId}&list=${listId}`],
  },
  "/tables/[tableId]": viewer,
  "/tables/[tableId]/constraints": viewer,
  "/tables/[tableId]/data": viewer,
  "/tables/[tableId]/drift": viewer,
  "/tables/[tableId]/indexes": viewer,
  "/tables/[tableId]/lineage": viewer,
  "/tables/[tableId]/metrics": viewer,
  "/tables/[tableId]/snapshots": viewer,
};

const ofDatabase = ({ databaseId }: DemoIds) => [`?databaseId=${databaseId}`];
const ofDefinition = ({ definitionId }: DemoIds) => [`?definitionId=${definitionId}`];
const ofTable = ({ tableId }: DemoIds) => [`?tableId=${tableId}`];
const ofRun = ({ runId }: DemoIds) => [`?runId=${runId}`];
const ofAll = () => ["?of=all"];

/** Every route of the API, and who may ask it. */
export const apiVisits: Readonly<Record<string, Visit>> = {
  "/api/exports/applications": viewer,
  "/api/exports/audit": viewer,
  "/api/exports/columns": { ...viewer, queries: ofTable },
  "/api/exports/connections": viewer,
  "/api/exports/constraints": { ...viewer, queries: ofTable },
  "/api/exports/databases": viewer,
  "/api/exports/differences": { ...viewer, queries: ofTable },
  "/api/exports/drift": { ...viewer, queries: ofDatabase },
  "/api/exports/indexes": { ...viewer, queries: ofTable },
  "/api/exports/introspections": { ...viewer, queries: ofDatabase },
  "/api/exports/inventory": viewer,
  "/api/exports/ledger": { ...values, queries: ofDefinition },
  "/api/exports/list-columns": { ...viewer, queries: ({ listId }) => [`?listId=${listId}`] },
  "/api/exports/lists": { ...viewer, queries: ({ siteId }) => [`?siteId=${siteId}`] },
  "/api/exports/measurements": { ...viewer, queries: ofTable },
  "/api/exports/operations": { ...values, queries: ofRun },
  "/api/exports/people": admin,
  "/api/exports/rejection-causes": viewer,
  "/api/exports/rejections": { ...values, queries: ofDefinition },
  "/api/exports/requests": { ...viewer, queries: ofRun },
  "/api/exports/runs": viewer,
  "/api/exports/sites": viewer,
  "/api/exports/snapshots": { ...viewer, queries: ofTable },
  "/api/exports/syncs": viewer,
  "/api/exports/tables": viewer,
  "/api/exports/versions": { ...viewer, queries: ofDefinition },
  "/api/health": { least: "anyone" },
  "/api/health/live": { least: "anyone" },
  "/api/introspections/[introspectionRunId]": viewer,
  "/api/introspections/[introspectionRunId]/live": viewer,
  "/api/mappings/[definitionId]": viewer,
  "/api/mappings/[definitionId]/live": viewer,
  // The demo sets no token, without which there is nothing.
  "/api/metrics": { least: "anyone", status: 404 },
  "/api/overview": { ...viewer, queries: ofAll },
  "/api/overview/live": { ...viewer, queries: ofAll },
  "/api/runs/[runId]": viewer,
  "/api/runs/[runId]/live": viewer,
  "/api/runs/[runId]/rejections": viewer,
  "/api/runs/[runId]/timeline": viewer,
  "/api/runs/newest": { ...viewer, queries: ofAll },
  "/api/runs/open": { ...viewer, queries: ({ runId }) => [`?runIds=${runId}`] },
  "/api/runs/open/live": { ...viewer, queries: ({ runId }) => [`?runIds=${runId}`] },
  "/api/search": { ...viewer, queries: () => ["?q=countries", "?q=ATA"] },
};

/** An address to ask, with what to expect of it. */
export interface Address {
  readonly route: string;
  readonly path: string;
  readonly least: Audience;
  readonly status: number;
}

/** Every address of these routes in the demo. Throws for a route that nobody has said anything about, and for a parameter without an id. */
export function addressesOf(
  routes: readonly string[],
  visits: Readonly<Record<string, Visit>>,
  ids: DemoIds,
): readonly Address[] {
  return routes.flatMap((route) => {
    const visit = visits[route];
    if (!visit) throw new Error(`Say in e2e/support/app-routes.ts who may see ${route}.`);
    const { least, queries = () => [""], status = 200 } = visit;
    return queries(ids).map((query) => ({ route, path: `${fill(route, ids)}${query}`, least, status }));
  });
}

function fill(route: string, ids: DemoIds): string {
  return route.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => {
    const id = (ids as unknown as Readonly<Record<string, string | undefined>>)[name];
    if (id === undefined) throw new Error(`Say in e2e/support/demo-ids.ts what [${name}] of ${route} is in the demo.`);
    return id;
  });
}

/** Routes with the fewest parameters first, since Next prefers names to parameters. */
const patterns = [...pageRoutes, ...apiRoutes]
  .map((route) => ({ route, parameters: route.split("[").length, catchesAll: route.includes("[...") }))
  .toSorted((a, b) => Number(a.catchesAll) - Number(b.catchesAll) || a.parameters - b.parameters)
  .map(({ route }) => ({
    route,
    pattern: new RegExp(`^${route.replaceAll(/\[\.\.\.\w+\]/g, ".+").replaceAll(/\[\w+\]/g, "[^/]+")}$`),
  }));

/** The route that answers an address. */
export function routeOf(address: string): string | undefined {
  const { pathname } = new URL(address, "http://localhost");
  return patterns.find(({ pattern }) => pattern.test(pathname))?.route;
}
