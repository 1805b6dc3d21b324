import { html } from "hono/html";
import pg from "pg";
import { type Html, layout } from "./layout";
import { preparedChanges } from "./prepared-changes";

const CONNECT_TIMEOUT_MS = 5_000;
const KEPT_RESULTS = 8;

interface Result {
  at: string;
  title: string;
  rows: Record<string, unknown>[];
  count: number;
  error?: string;
}

/** Runs prepared changes on the demo source database and remembers the last results. */
export class DemoDatabase {
  readonly results: Result[] = [];

  constructor(readonly url: string | undefined) {}

  async run(id: string): Promise<void> {
    const change = preparedChanges.find((each) => each.id === id);
    if (!change || this.url === undefined) return;
    const result: Result = { at: new Date().toISOString(), title: change.title, rows: [], count: 0 };
    // One connection a press: presses are rare, and an idle pool would hold the database's shutdown up.
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    try {
      await client.connect();
      const answer = await client.query<Record<string, unknown>>(change.sql);
      result.rows = answer.rows.slice(0, 20);
      result.count = answer.rowCount ?? 0;
    } catch (error) {
      result.error = error instanceof Error ? error.message : String(error);
    } finally {
      await client.end();
    }
    this.results.unshift(result);
    this.results.length = Math.min(this.results.length, KEPT_RESULTS);
  }
}

export function databasePage(database: DemoDatabase): Html {
  return layout({
    title: "Demo database",
    here: "/database",
    body: html`<h1>Demo database</h1>
<p class="soft">Stands in for people who work in your application: each button runs the SQL it shows on the demo source. Then run the definition in SyncBridge and see what it writes.</p>
${database.url === undefined ? html`<div class="note bad"><p>No demo database is connected. Set <code>SANDBOX_SOURCE_URL</code> to its connection string and start the sandbox again.</p></div>` : changesHtml(database)}`,
  });
}

function changesHtml(database: DemoDatabase): Html {
  return html`${database.results.length === 0 ? "" : html`<h2>Last results</h2>${database.results.map(resultHtml)}`}
<h2>Changes</h2><div class="changes">${preparedChanges.map(
    (
      change,
    ) => html`<section class="change" aria-labelledby="change-${change.id}"><div><h3 id="change-${change.id}">${change.title}</h3><span class="soft">${change.why}</span></div>
<pre tabindex="0">${change.sql}</pre><form method="post" action="/database/${change.id}"><button class="main" aria-describedby="change-${change.id}">Run this SQL</button></form></section>`,
  )}</div>`;
}

function resultHtml(result: Result): Html {
  const names = Object.keys(result.rows[0] ?? {});
  const word = result.error ? result.error : `${result.count} ${result.count === 1 ? "row" : "rows"} changed`;
  return html`<div class="note ${result.error ? "bad" : ""}" role="status"><p><strong>${result.title}</strong>: ${word} <span class="soft">${result.at.slice(11, 19)} UTC</span></p>
${
  names.length === 0
    ? ""
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Rows of ${result.title} at ${result.at}"><table><thead><tr>${names.map((name) => html`<th scope="col" class="mono">${name}</th>`)}</tr></thead><tbody>
${result.rows.map((row) => html`<tr>${names.map((name) => html`<td class="mono">${textOf(row[name])}</td>`)}</tr>`)}</tbody></table></div>`
}</div>`;
}

const textOf = (value: unknown) =>
  value instanceof Date ? value.toISOString() : value === null ? "NULL" : String(value);
