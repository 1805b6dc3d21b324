import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma } from "@/lib/db/client";
import { firstFreePort, isPortFree } from "./processes/free-port";
import { type RunningProcess, startNodeProcess } from "./processes/spawn-process";
import { httpAnswers, waitUntilReady } from "./processes/wait-until-ready";
import { type StandInProject, standInProject } from "./testing/stand-in-project";

let project: StandInProject;
let database: TestDatabase;
let port: number;
const started: RunningProcess[] = [];

beforeAll(() => {
  project = standInProject("web");
});
afterAll(() => project.remove());

beforeEach(async () => {
  database = await createEmptyDatabase();
  port = await firstFreePort(55_486);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((running) => running.stop(5_000)));
  await database.drop();
});

function startWeb(env: Record<string, string> = {}): RunningProcess {
  const settings = {
    PORT: String(port),
    DATABASE_URL: database.url,
    SYNCBRIDGE_URL: "https://sync.example.com",
    SYNCBRIDGE_SECRET_KEY: randomBytes(32).toString("base64"),
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    NEXTAUTH_URL: "",
  };
  const running = startNodeProcess({ name: "web", args: [project.program("web")], env: { ...settings, ...env } });
  started.push(running);
  return running;
}

test("the web process brings the metastore up to date, serves, and ends its server when asked", async () => {
  const web = startWeb();
  await waitUntilReady(web, httpAnswers(`http://127.0.0.1:${port}/`));
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("https://sync.example.com");
  const db = createPrisma(database.url);
  expect(await db.syncDefinition.count()).toBe(0);
  await db.$disconnect();

  expect(await web.stop(10_000)).toEqual({ code: 0, signal: null });
  expect(await isPortFree(port)).toBe(true);
});

test("a taken port is named instead of another one taken", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, resolve));
  const web = startWeb();
  expect(await web.exited).toEqual({ code: 1, signal: null });
  other.close();
  await expect.poll(() => web.lastLines()).toContain(`Port ${port} is already in use.`);
});

test.each([
  [{ DATABASE_URL: "" }, /^Setting DATABASE_URL is missing\.[^\n]*$/],
  [{ NEXTAUTH_SECRET: "short" }, /^Setting NEXTAUTH_SECRET must have at least 32 characters[^\n]*$/],
  [{ SYNCBRIDGE_SECRET_KEY: "" }, /^Setting SYNCBRIDGE_SECRET_KEY is missing\.[^\n]*$/],
])("with %j it ends with one readable line", async (env, sentence) => {
  const web = startWeb(env);
  expect(await web.exited).toEqual({ code: 1, signal: null });
  await expect.poll(() => web.lastLines()).toMatch(sentence);
});
