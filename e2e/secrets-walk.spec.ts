import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { generate } from "selfsigned";
import { sealedPlaces } from "@/lib/sync/sealed-secrets";
import { addressesOf, apiRoutes, apiVisits, pageRoutes, pageVisits } from "./support/app-routes";
import { demoDataDir, inDemoDatabase } from "./support/demo-database";
import { type DemoIds, demoIds } from "./support/demo-ids";
import { openAs } from "./support/story-page";
import { ask, askForPayload, cookieOf, someAtOnce } from "./support/walk";
import { secretsIn, writingsOf } from "./support/writings";

/** Told by nothing else in the installation. */
const marker = (name: string) => `mArKeR ${name} ${randomBytes(9).toString("base64url")} p@ss/wörd#1`;
const planted = {
  password: marker("password"),
  triedPassword: marker("tried password"),
  clientSecret: marker("client secret"),
  triedSecret: marker("tried secret"),
};

let ids: DemoIds;
let page: Page;
let cookie: string;
/** Of what was planted. */
let own: Pick<DemoIds, "databaseId" | "instanceId" | "connectionId">;
let certificateConnectionId: string;
/** Name of each secret to all its writings. */
const secrets = new Map<string, readonly string[]>();

test.beforeAll(async ({ browser }) => {
  ids = await demoIds(browser);
  page = await openAs(browser, "Ada Admin");
  cookie = await cookieOf(page);
  const databaseId = await plantPassword();
  const connectionId = await plantCredential("Vault by secret", async (isTrial) => {
    await page.getByLabel("Client secret").fill(isTrial ? planted.triedSecret : planted.clientSecret);
  });
  const { private: key, cert } = await generate([{ name: "commonName", value: "Vault" }], { keySize: 2048 });
  certificateConnectionId = await plantCredential("Vault by certificate", async () => {
    await page.getByLabel("Proof of identity").selectOption("certificate");
    await page.getByLabel("Certificate and private key").fill(`${cert}\n${key}`);
  });
  await learnSecrets(key);
  own = { databaseId, connectionId, instanceId: await instanceOf(databaseId) };
});
test.afterAll(() => page.context().close());

/** A database whose server refuses the password; answers its id. */
async function plantPassword(): Promise<string> {
  const { port } = new URL(await inDemoDatabase("geo", async (_, url) => url));
  await page.goto(`/applications/${ids.applicationId}/databases/new`);
  await page.getByLabel("Name", { exact: true }).fill("Vault");
  await page.getByLabel("Database name").fill("vault");
  await page.getByRole("button", { name: "Create and add an instance" }).click();
  await expect(page.getByRole("heading", { name: "First instance" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("vault primary");
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(port);
  await page.getByLabel("User").fill("nobody_here");
  await page.getByLabel("Encryption (TLS)").selectOption("off");
  await page.getByLabel("Password").fill(planted.triedPassword);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("region", { name: "Result of the test" })).toContainText("Cannot be used yet");
  await page.getByLabel("Password").fill(planted.password);
  await page.getByRole("button", { name: "Add instance" }).click();
  await expect(page.getByRole("heading", { name: "Vault", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Introspect" }).first().click();
  await expect(page.getByRole("row").nth(1)).toContainText("Failed", { timeout: 30_000 });
  return idIn(page.url(), "databases");
}

/** A connection whose login is refused; answers its id. */
async function plantCredential(name: string, fill: (isTrial: boolean) => Promise<void>): Promise<string> {
  const { tenant, authority, scope } = await signInOf(ids.connectionId);
  await page.goto("/sharepoint/connections/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Tenant id").fill(tenant);
  await page.getByLabel("Client id").fill(randomUUID());
  await page.getByLabel("Sign-in address").fill(authority);
  await page.getByLabel("Scope").fill(scope);
  await fill(true);
  await page.getByRole("button", { name: "Try it first" }).click();
  await expect(page.getByRole("region", { name: "What was found" }).or(page.getByRole("alert")).first()).toBeVisible();
  await fill(false);
  await page.getByRole("button", { name: "Create connection" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText("The findings are up to date")).toBeVisible();
  return idIn(page.url(), "connections");
}

/** The id in an address after a folder's name. */
const idIn = (address: string, folder: string) => new RegExp(`/${folder}/([0-9a-f-]{36})`).exec(address)?.[1] ?? "";

const firstRow = <Row extends Record<string, string>>(sql: string, values: readonly string[]) =>
  inDemoDatabase("syncbridge", async (client) => (await client.query<Row>(sql, [...values])).rows[0]);

async function instanceOf(databaseId: string): Promise<string> {
  const row = await firstRow<{ id: string }>("SELECT id FROM database_instances WHERE database_id = $1", [databaseId]);
  return row?.id ?? "";
}

/** Where an application of the sandbox's tenant logs in. */
async function signInOf(connectionId: string) {
  const row = await firstRow<{ tenant: string; authority: string; scope: string }>(
    "SELECT tenant_id AS tenant, authority_host AS authority, scopes ->> 0 AS scope FROM sharepoint_connections WHERE id = $1",
    [connectionId],
  );
  if (!row) throw new Error(`There is no connection ${connectionId}.`);
  return row;
}

const readJson = (file: string) =>
  JSON.parse(readFileSync(path.join(demoDataDir, file), "utf8")) as Readonly<Record<string, string>>;

/** All that must stand nowhere: what was planted, what the demo itself uses, the keys, and each sealed text. */
async function learnSecrets(certificateKey: string): Promise<void> {
  const metastore = await inDemoDatabase("syncbridge", async (client, url) => {
    const found: (readonly [name: string, secret: string])[] = [["password of the metastore", new URL(url).password]];
    for (const { context } of sealedPlaces) {
      const [table = "", column = ""] = context.split(".");
      const question = `SELECT ${column} AS text FROM ${table} WHERE ${column} IS NOT NULL`;
      const { rows } = await client.query<{ text: string }>(question);
      rows.forEach(({ text }, at) => void found.push([`sealed text ${at} of ${context}`, text]));
    }
    return found;
  });
  const keyLines = certificateKey.split(/\r?\n/).filter((line) => line.length === 64);
  const keys = readJson("keys.json");
  const all = [
    ...Object.entries(planted),
    ...Object.entries(readJson("passwords.json")),
    ...Object.entries(keys),
    ["raw key", Buffer.from(keys.SYNCBRIDGE_SECRET_KEY ?? "", "base64").toString("hex")] as const,
    ...keyLines.map((line, at) => [`line ${at} of the certificate's key`, line] as const),
    ["ENTRA_CLIENT_SECRET", "sandbox-sign-in-secret"] as const,
    ["client secret of the demo", "sandbox-sync-secret"] as const,
    ...metastore,
    ["session", cookie.split("session-token=")[1]?.split(";")[0] ?? ""] as const,
  ];
  for (const [name, secret] of all) {
    expect(secret.length, name).toBeGreaterThanOrEqual(16);
    secrets.set(name, writingsOf(secret));
  }
}

/** Names of the places in whose text a secret stands. */
const leaksIn = (told: readonly { readonly place: string; readonly text: string }[]) =>
  told.flatMap(({ place, text }) => secretsIn(text, secrets).map((name) => `${name} stands in ${place}`));

async function everyAnswer(paths: readonly string[]) {
  const asked = paths.flatMap((address) => [
    { place: address, question: ask, address },
    ...(address.startsWith("/api/") ? [] : [{ place: `the payload of ${address}`, question: askForPayload, address }]),
  ]);
  return someAtOnce(asked, 4, async ({ place, question, address }) => {
    const { status, text } = await question(address, cookie);
    return { place, status, text };
  });
}

test("every place for secrets has one, and what was planted was refused aloud", async () => {
  for (const { context } of sealedPlaces) expect([...secrets.keys()]).toContain(`sealed text 0 of ${context}`);
  const log = readFileSync(path.join(demoDataDir, "logs/worker.log"), "utf8");
  expect(log).toContain("source-login");
});

test("no secret stands in a page, a payload, an answer of the API or a file that is exported", async () => {
  const ofPlanted = (route: string) => /\[(databaseId|instanceId|connectionId)\]/.test(route);
  const addresses = [
    ...addressesOf(pageRoutes, pageVisits, ids),
    ...addressesOf(apiRoutes, apiVisits, ids),
    ...addressesOf(pageRoutes.filter(ofPlanted), pageVisits, { ...ids, ...own }),
    ...addressesOf(pageRoutes.filter(ofPlanted), pageVisits, { ...ids, ...own, connectionId: certificateConnectionId }),
  ];
  const told = await everyAnswer(addresses.map((address) => address.path));
  const text = told.map((each) => each.text).join("");
  for (const sign of ["vault primary", "Vault by secret", "Vault by certificate"]) expect(text).toContain(sign);
  expect(leaksIn(told)).toEqual([]);
});

test("no secret stands in what is said of an error", async () => {
  const broken = ["/sign-in?error=OAuthCallback", "/runs/no-id", "/runs?after=no-cursor", "/audit?after=no-cursor"];
  const wrong = ["/api/exports/runs?limit=none", "/api/runs/no-id", "/api/runs/00000000-0000-4000-8000-000000000000"];
  const told = await everyAnswer([...broken, ...wrong]);
  expect(told.filter(({ status }) => status >= 400).length).toBeGreaterThanOrEqual(wrong.length);
  expect(leaksIn(told)).toEqual([]);
});

test("no secret stands in a line that the product logged", () => {
  const logs = ["web", "worker", "set-up"].map((name) => {
    const place = `${name}.log`;
    return { place, text: readFileSync(path.join(demoDataDir, "logs", place), "utf8") };
  });
  expect(logs.every(({ text }) => text.length > 0)).toBe(true);
  expect(leaksIn(logs)).toEqual([]);
});
