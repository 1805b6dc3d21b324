// What each list page, each search and the palette ask of the metastore, deep in the lists, sorted and filtered too.
import type { Context } from "@/lib/context";
import type { Page } from "@/lib/db/page";
import { listApplications } from "@/lib/features/applications/queries";
import { applicationFilter } from "@/lib/features/applications/schema";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import { listBudgets, listBudgetsWithHours } from "@/lib/features/budgets/queries";
import { getDatabase, listDatabases, listIntrospections, listInventory } from "@/lib/features/databases/queries";
import { databaseFilter, introspectionFilter, inventoryFilter } from "@/lib/features/databases/schema";
import { countDrift, listDrift } from "@/lib/features/drift/queries";
import { driftFilter } from "@/lib/features/drift/schema";
import { findEntries, listLedger, listLedgers } from "@/lib/features/ledger/queries";
import { entrySearch, ledgerFilter } from "@/lib/features/ledger/schema";
import { getChecklist, getHealth, getPulse, getThroughput } from "@/lib/features/overview/queries";
import {
  listRejectionCauses,
  listRejectionGroups,
  listRejections,
  listRunRejections,
} from "@/lib/features/rejections/queries";
import { causeFilter, rejectionFilter } from "@/lib/features/rejections/schema";
import { getLiveRun, listOperationOutcomes, listOperations, listRuns } from "@/lib/features/runs/queries";
import { operationFilter, runFilter } from "@/lib/features/runs/schema";
import { getNewestRun } from "@/lib/features/schedules/queries";
import { search } from "@/lib/features/search/queries";
import { listListChoices, listTableChoices } from "@/lib/features/setup/queries";
import { listChoiceFilter, tableChoiceFilter } from "@/lib/features/setup/schema";
import { getList, getSite, listConnections, listLists, listSites } from "@/lib/features/sharepoint/queries";
import { connectionFilter, listFilter, siteFilter } from "@/lib/features/sharepoint/schema";
import { getDefinition, listDefinitions } from "@/lib/features/syncs/queries";
import { definitionFilter } from "@/lib/features/syncs/schema";
import { getTable, listSchemas, listTables } from "@/lib/features/tables/queries";
import { tableFilter } from "@/lib/features/tables/schema";
import { listUsers } from "@/lib/features/users/queries";
import { userFilter } from "@/lib/features/users/schema";
import { context } from "./bench-run";
import { kept, seeded, seededId } from "./seed-metastore";

/** Sees all but the keys of secrets, which the bench has none of. */
const viewer: Context = {
  ...context,
  actor: { kind: "person", userId: "bench", name: "Bench", roles: ["Viewer"] },
};

/** One thing a person waits for. `ask` is called for turns from 0 on, and may ask for another row each time. */
export interface PageCase {
  readonly what: string;
  readonly ask: (turn: number) => Promise<unknown>;
}

type Part = Record<string, unknown>;
type List = (part: Part) => Promise<Page<unknown>>;

/** Where the list goes on after so many pages of the most rows that one may have. */
async function positionAfter(list: List, pages: number): Promise<string> {
  let cursor: string | null = null;
  for (let page = 0; page < pages; page++) {
    const answer: Page<unknown> = await list({ limit: 200, ...(cursor === null ? {} : { cursor }) });
    if (answer.nextCursor === null) throw new Error("The list ends before the page that was to be measured.");
    cursor = answer.nextCursor;
  }
  return cursor ?? "";
}

/** A list by its first page, deep in it, and by each of the filters. */
async function variants(
  what: string,
  list: List,
  pages: number,
  filters: readonly Part[],
): Promise<readonly PageCase[]> {
  const deep = pages === 0 ? [] : [{ what: `${what}, deep`, cursor: await positionAfter(list, pages) }];
  return [
    { what, ask: () => list({}) },
    ...deep.map(({ what: name, cursor }) => ({ what: name, ask: () => list({ cursor }) })),
    ...filters.map((filter) => ({
      what: `${what}: ${Object.entries(filter)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ")}`,
      ask: () => list(filter),
    })),
  ];
}

/** All list pages and searches; to be answered within the time of a page. */
export async function pageCases(): Promise<readonly PageCase[]> {
  const definitionId = seededId("definition", 1);
  const databaseId = seededId("database", 2);
  const tables: List = (part) => listTables(context, tableFilter.parse(part));
  const runs: List = (part) => listRuns(context, runFilter.parse(part));
  const ledger: List = (part) => listLedger(context, ledgerFilter.parse({ definitionId, ...part }));
  const rejections: List = (part) => listRejections(context, rejectionFilter.parse({ definitionId, ...part }));
  const operations =
    (run: number): List =>
    (part) =>
      listOperations(context, operationFilter.parse({ runId: seededId("run", run), ...part }));
  const audit: List = (part) => listAuditEvents(context, auditFilter.parse(part));
  const drift: List = (part) => listDrift(context, driftFilter.parse(part));
  const lists: List = (part) => listLists(context, listFilter.parse(part));
  const definitions: List = (part) => listDefinitions(context, definitionFilter.parse(part));
  const databases: List = (part) => listDatabases(context, databaseFilter.parse(part));
  const introspections: List = (part) =>
    listIntrospections(context, introspectionFilter.parse({ databaseId, ...part }));
  const groups = await Promise.all([
    variants("applications", (part) => listApplications(context, applicationFilter.parse(part)), 0, [
      { search: "team 7" },
      { sort: "owner", direction: "desc" },
      { sort: "created" },
    ]),
    variants("databases", databases, 0, [
      { search: "hr" },
      { applicationId: seededId("application", 3) },
      { sort: "environment" },
      { sort: "databaseName", direction: "desc" },
    ]),
    variants("inventory", (part) => listInventory(context, inventoryFilter.parse(part)), 0, [
      { search: "db7.example" },
    ]),
    variants("introspections", introspections, 0, []),
    variants("tables", tables, 45, [
      { sort: "rows", direction: "desc" },
      { direction: "desc" },
      { search: "order_line" },
      { search: "none such" },
      { presence: "vanished" },
      { tableType: "VIEW", databaseId },
    ]),
    variants("tables of a database", (part) => tables({ databaseId, ...part }), 1, [
      { sort: "rows" },
      { schemaName: "billing" },
    ]),
    variants("drift", drift, 9, [
      { status: "ALL" },
      { databaseId },
      { kind: "KEY_CHANGED" },
      { search: "order_line" },
      { search: "none such", status: "ALL" },
    ]),
    variants("connections", (part) => listConnections(context, connectionFilter.parse(part)), 0, [
      { search: "tenant-3" },
      { found: "error" },
      { sort: "expires" },
    ]),
    variants("sites", (part) => listSites(context, siteFilter.parse(part)), 0, [
      { search: "none such" },
      { sort: "address" },
      { sort: "discovered", direction: "desc" },
      { sort: "connection" },
      { connectionId: seededId("connection", 2) },
    ]),
    variants("lists", lists, 4, [
      { search: "invoice" },
      { search: "none such" },
      { siteId: seededId("site", 3) },
      { sort: "items", direction: "desc" },
      { siteId: seededId("site", 3), sort: "items" },
      { sort: "kind" },
      { use: "unused" },
    ]),
    variants("syncs", definitions, 2, [
      { search: "invoice" },
      { search: "none such" },
      { state: "failed" },
      { sort: "health" },
    ]),
    variants("runs", runs, 400, [
      { outcome: "FAILED" },
      { outcome: "INTERRUPTED" },
      { outcome: "CANCELLED" },
      { outcome: "RUNNING" },
    ]),
    variants("runs of a sync", (part) => runs({ definitionId, ...part }), 90, [
      { outcome: "FAILED" },
      { outcome: "CANCELLED" },
    ]),
    variants("operations of a run", operations(kept.newest), 500, [
      { kind: "DELETE" },
      { state: "REJECTED" },
      { state: "PENDING" },
      { kind: "DELETE", state: "REJECTED" },
      { cause: "left-filter" },
      { outcome: "item-refused" },
      { search: "id=7001" },
      { search: "70012" },
      { search: "none such" },
    ]),
    variants("operations of a first load", operations(kept.firstLoad), 0, [
      { kind: "DELETE" },
      { kind: "CREATE", state: "REJECTED" },
      { outcome: "adopted" },
      { search: "id=7" },
      { search: "70012", state: "REJECTED" },
    ]),
    variants("ledger", ledger, 1_000, [
      { state: "DETACHED" },
      { state: "DELETED" },
      { search: "id=7001" },
      { search: "70012" },
      { search: "70012", state: "LINKED" },
      { search: "none such" },
      { direction: "desc" },
      { sort: "state" },
      { sort: "state", direction: "desc" },
      { sort: "written", direction: "desc" },
      { sort: "written", state: "DETACHED" },
    ]),
    variants("rejections", rejections, 90, [
      { code: "text-too-long" },
      { code: "none-such" },
      { search: "id=7001" },
      { search: "7001" },
      { search: "too long" },
      { search: "none such" },
      { sort: "seen", direction: "desc" },
      { sort: "since" },
      { sort: "since", code: "text-too-long" },
      { runId: seededId("run", kept.newest) },
    ]),
    variants("users", (part) => listUsers(context, userFilter.parse(part)), 0, [
      { sort: "name" },
      { search: "none such" },
      { role: "Steward" },
    ]),
    variants("audit", audit, 400, [
      { direction: "asc" },
      { search: "person 17" },
      { search: "none such" },
      { action: "none.such" },
      { actorId: "user-17" },
      { targetKind: "sync", targetId: definitionId },
    ]),
  ]);
  return [
    {
      what: "overview",
      ask: () =>
        Promise.all([
          getChecklist(context),
          getHealth(viewer, definitionFilter.parse({ sort: "health", limit: 10 })),
          getThroughput(context),
          listBudgetsWithHours(context),
          listAuditEvents(context, { limit: 10 }),
        ]),
    },
    ...groups.flat(),
    {
      what: "a database's page",
      ask: async () => {
        const { rows } = await listTables(context, tableFilter.parse({ databaseId }));
        const ids = rows.map(({ id }) => id);
        await Promise.all([
          countDrift(context, { of: "table", ids }),
          getDatabase(context, { databaseId }),
          listSchemas(context, { databaseId }),
        ]);
      },
    },
    { what: "a table", ask: (turn) => getTable(context, { tableId: seededId("table", 1 + turn * 19) }) },
    { what: "a sync", ask: (turn) => getDefinition(context, { definitionId: seededId("definition", 1 + turn) }) },
    { what: "tables for a new sync", ask: () => listTableChoices(context, tableChoiceFilter.parse({})) },
    {
      what: "tables for a new sync by name",
      ask: () => listTableChoices(context, tableChoiceFilter.parse({ search: "9" })),
    },
    { what: "lists for a new sync", ask: () => listListChoices(context, listChoiceFilter.parse({})) },
    { what: "a list", ask: (turn) => getList(context, { listId: seededId("list", 1 + turn) }) },
    { what: "a site", ask: () => getSite(context, { siteId: seededId("site", 1) }) },
    { what: "a run with many events", ask: () => getLiveRun(context, { runId: seededId("run", kept.newest) }) },
    {
      what: "outcomes of a run's operations",
      ask: () => listOperationOutcomes(context, { runId: seededId("run", kept.firstLoad) }),
    },
    { what: "a run's rejected rows", ask: () => listRunRejections(context, { runId: seededId("run", kept.newest) }) },
    { what: "a run", ask: (turn) => getLiveRun(context, { runId: seededId("run", seeded.runs - turn) }) },
    { what: "the runs under way", ask: () => getPulse(context) },
    { what: "the newest run", ask: () => getNewestRun(context, { of: "all" }) },
    { what: "rejections by cause", ask: () => listRejectionGroups(context, { definitionId }) },
    { what: "rejections of all syncs by cause", ask: () => listRejectionCauses(context, causeFilter.parse({})) },
    {
      what: "rejections of all syncs, search",
      ask: () => listRejectionCauses(viewer, causeFilter.parse({ search: "too long" })),
    },
    { what: "ledgers to choose from", ask: () => listLedgers(viewer, {}) },
    {
      what: "rows of all syncs by key",
      ask: (turn) => findEntries(context, entrySearch.parse({ search: String(turn + 1) })),
    },
    {
      what: "rows of all syncs by key, viewer",
      ask: () => findEntries(viewer, entrySearch.parse({ search: "id=4711" })),
    },
    {
      what: "SharePoint",
      ask: () =>
        Promise.all([
          listConnections(context, connectionFilter.parse({ limit: 10 })),
          listSites(context, siteFilter.parse({})),
        ]),
    },
    { what: "budgets", ask: () => listBudgets(context) },
  ];
}

/** What is typed into the palette: names, parts of them, keys of rows, and what nothing has. */
const paletteTexts = [
  "a",
  "cust",
  "updated_at",
  "invoice_line",
  "order line 4",
  "70012",
  "id=70012",
  "#70012",
  "why 70012",
  "run sync 1",
  "none such",
];

export const paletteCases: readonly PageCase[] = paletteTexts.map((q) => ({
  what: `palette: ${q}`,
  ask: () => search(context, { q }),
}));
