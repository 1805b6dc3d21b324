import { type Browser, expect } from "@playwright/test";
import { z } from "zod";
import { inDemoDatabase } from "./demo-database";
import { openAs } from "./story-page";

/** Stands in one cell of the source, and of the list after a run: only those who may see values find it in a page. */
export const rowValue = "rOwVaLuE0123456789abcdef";

/** Key of a row that cannot be synced, for a character in its `capital`, which holds `rowValue` too. */
const rejectedKey = "BVT";

const id = z.uuid();
const idsShape = z.object({
  applicationId: id,
  databaseId: id,
  instanceId: id,
  introspectionRunId: id,
  tableId: id,
  connectionId: id,
  siteId: id,
  listId: id,
  definitionId: id,
  runId: id,
  entryId: id,
  rejectedKey: z.string(),
  unknown: z.string(),
});

/** Ids of things in the demo by the names that addresses have for them: all of one sync, its ends and a run that wrote something and rejected a row. */
export type DemoIds = z.output<typeof idsShape>;

const question = `
  SELECT d.id AS "definitionId", t.id AS "tableId", b.id AS "databaseId", b.application_id AS "applicationId",
    l.id AS "listId", s.id AS "siteId", s.connection_id AS "connectionId", e.id AS "entryId", e.last_run_id AS "runId",
    (SELECT i.id FROM database_instances i WHERE i.database_id = b.id ORDER BY i.created_at LIMIT 1) AS "instanceId",
    (SELECT r.id FROM introspection_runs r JOIN database_instances i ON i.id = r.database_instance_id
      WHERE i.database_id = b.id ORDER BY r.started_at DESC LIMIT 1) AS "introspectionRunId",
    'no-such-page' AS unknown, '${rejectedKey}' AS "rejectedKey"
  FROM sync_definitions d
    JOIN database_tables t ON t.id = d.source_table_id JOIN databases b ON b.id = t.database_id
    JOIN sharepoint_lists l ON l.id = d.target_list_id JOIN sharepoint_sites s ON s.id = l.site_id
    JOIN sync_ledger e ON e.sync_def_id = d.id
  WHERE d.name = 'Countries' AND e.base::text LIKE '%${rowValue}%'`;

async function findIds(): Promise<DemoIds | undefined> {
  const { rows } = await inDemoDatabase("syncbridge", (client) => client.query(question));
  return rows[0] && idsShape.parse(rows[0]);
}

/**
 * Ids of the demo for walks over all pages. Where that is not done yet it first changes two rows of the source, one of which SharePoint cannot take,
 * and runs the sync, so that its pages have something to show.
 */
export async function demoIds(browser: Browser): Promise<DemoIds> {
  const known = await findIds();
  if (known) return known;
  await inDemoDatabase("geo", (client) =>
    client.query(`UPDATE geo.countries SET capital = '${rowValue}' || CASE cca3 WHEN '${rejectedKey}' THEN chr(1) ELSE '' END
      WHERE cca3 IN ('ATA', '${rejectedKey}')`),
  );
  const page = await openAs(browser, "Stella Steward");
  await page.goto("/syncs");
  await page.getByRole("table").getByRole("link", { name: "Countries", exact: true }).click();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("Partly done", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await page.context().close();
  const made = await findIds();
  if (!made) throw new Error("The run of Countries left no trace of the changed row in the ledger.");
  return made;
}
