import { AppError } from "@/lib/errors/app-error";
import { discoverNow, introspectNow } from "@/lib/features/bundle/read-catalogs";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { previewList } from "@/lib/features/sharepoint/queries";
import { provisionListInput } from "@/lib/features/sharepoint/schema";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import { textTable } from "../terminal-text";
import { usageError } from "../usage-error";
import { defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { databaseNamed, siteNamed, tableNamed } from "./resolve";

export const introspect = defineCommand({
  takes: ["DATABASE"],
  summary: "Reads tables, columns and keys of a database into the catalog.",
  help: "It is read here and now, whether a worker runs or not.",
  options: {},
  async run({ context, names, progress, signal }) {
    const database = await databaseNamed(context, names[0] ?? "");
    const run = await introspectNow({ context, signal, onProgress: progress.say }, database);
    const { tablesRead = 0, columnsRead = 0, tablesAdded = 0, tablesChanged = 0, tablesVanished = 0 } = run.stats;
    const found = Object.values(run.stats.differences ?? {}).reduce((sum, count) => sum + count, 0);
    const text = `${database.name}: ${tablesRead} tables with ${columnsRead} columns read by ${run.instanceLabel}; ${tablesAdded} new, ${tablesChanged} changed, ${tablesVanished} gone, ${found} new differences.`;
    return { code: exitCodes.done, json: { database: database.name, run }, text };
  },
});

export const discover = defineCommand({
  takes: ["SITE"],
  summary: "Reads lists and columns of a SharePoint site into the catalog.",
  help: `  --hidden         the site's hidden lists too, from now on

The site is named by its address, its display name or its id. It is read here and now, whether a worker runs or not.`,
  options: { hidden: { type: "boolean" } },
  async run({ context, names, values, progress, signal }) {
    const known = await siteNamed(context, names[0] ?? "");
    const site = await discoverNow({ context, signal, onProgress: progress.say }, known.id, values.hidden);
    const text = `${site.displayName ?? site.webUrl}: ${site.listCount} lists.`;
    return { code: exitCodes.done, json: { site }, text };
  },
});

function planTable(columns: readonly ProposedColumn[]): string {
  const head = ["Column", "In the list", "Type", "Fit", "Reasons"];
  const rows = columns.map(({ sourceColumn, columnName, typeLabel, fit, reasons }) => [
    sourceColumn,
    columnName ?? "",
    typeLabel ?? "",
    fit,
    reasons.join(" "),
  ]);
  return textTable([head, ...rows], "").trimEnd();
}

export const provision = defineCommand({
  takes: ["TABLE", "SITE", "NAME"],
  summary: "Makes a list for a table, with its columns and SyncBridgeKey.",
  help: `  --columns A,B    only these columns of the table; all where left out
  --adopt          use a list of this name that was not made for the table, and add what it lacks
  --dry-run        only show the columns

The table is named by schema.table, by DATABASE/schema.table, or by its id. Asked again, it goes on with the same list.`,
  options: {
    columns: { type: "string" },
    adopt: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
  },
  async run({ context, names, values, progress, signal }) {
    const [tableName = "", siteName = "", displayName = ""] = names;
    const table = await tableNamed(context, tableName);
    const site = await siteNamed(context, siteName);
    const columns = values.columns?.split(",").map((name) => name.trim());
    const parsed = provisionListInput.safeParse({ tableId: table.id, siteId: site.id, displayName, columns });
    if (!parsed.success) throw usageError(parsed.error.issues[0]?.message ?? "The list cannot be made so.");
    const input = parsed.data;
    if (values["dry-run"]) {
      const preview = await previewList(context, input);
      return { code: exitCodes.pending, json: { columns: preview }, text: planTable(preview) };
    }
    progress.say(`making the list ${displayName}`);
    const list = await provisionList(context, input, signal).catch((error: unknown) => {
      const standing =
        error instanceof AppError && error.code === "graph-name-taken" ? error.details.listId : undefined;
      if (!values.adopt || typeof standing !== "string") throw error;
      return provisionList(context, { ...input, adoptListId: standing }, signal);
    });
    const remarks = [
      ...list.refused.map(({ sourceColumn, reason }) => `${sourceColumn} was left out: ${reason}`),
      ...list.weaker.map(({ sourceColumn, reason }) => `${sourceColumn}: ${reason}`),
      ...(list.keyReason ? [`Key level ${list.keyLevel}: ${list.keyReason}`] : []),
    ];
    const text = [
      `“${list.displayName}” has ${list.columns.length} columns for ${tableName}, key level ${list.keyLevel}.`,
      ...remarks,
    ];
    return { code: exitCodes.done, json: { list }, text: text.join("\n") };
  },
});
