import { readFileSync } from "node:fs";
import path from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

/** Below what `npm run bench -- --only=web` wants by what the answers' headers weigh. */
const mostScriptKb = 208;

const listPages = [
  "(app)",
  "(app)/applications",
  "(app)/applications/[applicationId]",
  "(app)/databases/[databaseId]",
  "(app)/tables/[tableId]",
  "(app)/sharepoint",
  "(app)/sharepoint/sites/[siteId]",
  "(app)/sharepoint/lists/[listId]",
  "(app)/syncs",
  "(app)/syncs/[definitionId]/ledger",
  "(app)/syncs/[definitionId]/rejections",
  "(app)/runs",
  "(app)/audit",
  "(app)/settings/people",
];

const built = (file: string) => readFileSync(path.join(import.meta.dirname, "../.next", file));

/** The scripts that a browser without a cache loads with a page, by what the build noted of it. */
function scriptsOf(page: string): readonly Buffer[] {
  const sandbox = createContext({});
  runInContext(built(`server/app/${page}/page_client-reference-manifest.js`).toString(), sandbox);
  const manifests = runInContext("globalThis.__RSC_MANIFEST", sandbox) as Record<string, { entryJSFiles: Entries }>;
  const { rootMainFiles } = JSON.parse(built("build-manifest.json").toString()) as { rootMainFiles: string[] };
  const entries = Object.values(manifests).flatMap(({ entryJSFiles }) => Object.values(entryJSFiles).flat());
  return [...new Set([...rootMainFiles, ...entries])].map(built);
}

type Entries = Readonly<Record<string, readonly string[]>>;

const isZod = (script: Buffer) => script.includes("$ZodType");

describe.each(listPages)("what a browser loads first of %s", (page) => {
  it(`is less than ${mostScriptKb} kB of compressed JavaScript`, () => {
    const bytes = scriptsOf(page).reduce((sum, script) => sum + gzipSync(script).length, 0);
    expect(bytes / 1000).toBeLessThan(mostScriptKb);
  });

  it("holds no schemas: what is typed is judged by code that comes with its form", () => {
    expect(scriptsOf(page).filter(isZod)).toEqual([]);
  });
});

it("holds schemas where a form is the page", () => {
  expect(scriptsOf("(app)/applications/new").some(isZod)).toBe(true);
});
