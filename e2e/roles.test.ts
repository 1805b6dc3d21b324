import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ActionResult } from "@/lib/errors/action-result";
import { apiRoutes, apiVisits, pageRoutes, pageVisits } from "./support/app-routes";
import { inRequest, sessionCookie, sessionSecret } from "./support/request-scope";

// Before the settings are read for the first time.
Object.assign(process.env, {
  NEXTAUTH_SECRET: sessionSecret,
  NEXTAUTH_URL: "http://localhost:3000",
  ENTRA_TENANT_ID: "t",
  ENTRA_CLIENT_ID: "c",
  ENTRA_CLIENT_SECRET: "s",
});
const { definedActions } = await import("@/lib/answer");
const { definedMonitors } = await import("@/lib/monitor");
const { roles } = await import("@/lib/context");

const root = path.resolve(import.meta.dirname, "..");

function filesUnder(folder: string, name: RegExp): string[] {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => name.test(path.basename(file))).map((file) => path.join(folder, file));
}

type Exports = Readonly<Record<string, unknown>>;
const load = async (file: string) => [file, (await import(path.join(root, file))) as Exports] as const;

const entrances = await Promise.all(
  [
    ...filesUnder("lib/features", /^actions\.ts$/),
    ...filesUnder("app/api", /^route\.ts$/).filter((file) => !file.includes("[...nextauth]")),
  ].map(load),
);
const rooms = await Promise.all(filesUnder("lib/features", /^(queries|mutations)\.ts$/).map(load));

/** Exported functions that ask no policy, and why. */
const open: Readonly<Record<string, string>> = {
  "lib/features/users/mutations.ts rememberUser": "makes the context of a person who signs in, whatever the roles",
};

const hour = 3_600_000;

/** What an action or a route answers, as the code of its refusal; "passed" when the session and the policy let the request through. */
async function outcomeOf(name: string, cookie: string | null): Promise<string> {
  const defined = definedActions.get(name);
  if (!defined) throw new Error(`There is no ${name}.`);
  if (defined.kind === "action") {
    const call = defined.handler as (input: unknown) => Promise<ActionResult<unknown>>;
    const result = await inRequest(cookie, () => call(null));
    // No schema takes null: who passes the policy is told that the input is wrong, and nothing is changed.
    expect(result.ok).toBe(false);
    const code = result.ok ? "" : result.reason.code;
    return code === "input-invalid" ? "passed" : code;
  }
  const call = defined.handler as (request: Request, args: { params: Promise<object> }) => Promise<Response>;
  const params = Promise.resolve({ runId: "no-id", introspectionRunId: "no-id" });
  const response = await inRequest(cookie, () => call(new Request("http://localhost:3000/api/test"), { params }));
  await response.body?.cancel();
  if (response.status === 401) return "not-signed-in";
  if (response.status === 403) return "not-allowed";
  return response.status < 500 ? "passed" : `status ${response.status}`;
}

describe("what can be asked from outside (P22)", () => {
  it("is all defined with a policy", () => {
    const defined = [...definedActions.values(), ...definedMonitors.values()];
    const handlers = new Set(defined.map(({ handler }) => handler as unknown));
    const undefinedOnes = entrances.flatMap(([file, exports]) =>
      Object.entries(exports).flatMap(([name, value]) => (handlers.has(value) ? [] : [`${file} ${name}`])),
    );
    expect(undefinedOnes).toEqual([]);
    expect(defined.length).toBe(entrances.flatMap(([, exports]) => Object.keys(exports)).length);
  });

  it("stands in no other file that the browser can call", () => {
    const callable = ["app", "components", "lib"]
      .flatMap((folder) => filesUnder(folder, /\.tsx?$/))
      .filter((file) => /^\s*["']use server["'];?\s*$/m.test(readFileSync(path.join(root, file), "utf8")))
      .filter((file) => !/^lib\/features\/[a-z]+\/actions\.ts$/.test(file));
    // Ends the session of whoever calls it and takes nothing in.
    expect(callable).toEqual(["lib/auth/sign-out.ts"]);
  });

  it.each([...definedActions])("%s", async (name, { policy }) => {
    const needed = roles.indexOf(policy.role);
    const outcomes: Record<string, string> = { nobody: await outcomeOf(name, null) };
    outcomes.former = await outcomeOf(name, await sessionCookie(["Admin"], 8 * hour));
    outcomes.none = await outcomeOf(name, await sessionCookie([]));
    for (const role of roles) outcomes[role] = await outcomeOf(name, await sessionCookie([role]));
    expect(outcomes).toEqual({
      nobody: "not-signed-in",
      former: "not-signed-in",
      none: "not-allowed",
      ...Object.fromEntries(roles.map((role, at) => [role, at >= needed ? "passed" : "not-allowed"])),
    });
  });
});

describe("what programs can ask without a session", () => {
  it("is whether the web process lives and can serve, and with a token the metrics", () => {
    expect([...definedMonitors].map(([name, { access }]) => `${name}: ${access}`).toSorted()).toEqual([
      "monitoring.liveness: anyone",
      "monitoring.metrics: token",
      "monitoring.readiness: anyone",
    ]);
  });
});

// The walks of the browser tests go there.
describe("who may see it is said in e2e/support/app-routes.ts", () => {
  it("of every page", () => {
    expect(Object.keys(pageVisits).toSorted()).toEqual(pageRoutes);
  });

  it("of every route of the API", () => {
    expect(Object.keys(apiVisits).toSorted()).toEqual(apiRoutes);
  });
});

describe("queries and mutations", () => {
  const functions = rooms.flatMap(([file, exports]) =>
    Object.entries(exports)
      .filter(([, value]) => typeof value === "function")
      .map(([name, value]) => [`${file} ${name}`, value as (...input: unknown[]) => unknown] as const),
  );
  const asking = functions.filter(([name]) => !(name in open));

  it("are found, and so is each exception", () => {
    expect(asking.length).toBeGreaterThan(40);
    expect(functions.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(open)));
  });

  it.each(asking)("%s refuses a person without roles before it looks at anything else", async (_, call) => {
    const context = { actor: { kind: "person", userId: "u-1", name: "Ada", roles: [] }, requestId: "r-1" };
    // Reading anything of the input fails.
    const input = new Proxy({}, { get: (_target, key) => expect.unreachable(`the input's ${String(key)} was read`) });
    await expect((async () => call(context, input))()).rejects.toMatchObject({ code: "not-allowed" });
  });

  it.each(rooms.map(([file]) => file).filter((file) => file.endsWith("queries.ts")))("%s selects no secret", (file) => {
    const source = readFileSync(path.join(root, file), "utf8");
    expect(source).not.toMatch(/dbPassword|db_password|clientSecret|client_secret/);
    expect(source).not.toMatch(/SELECT \*|\b[a-z]\.\*/);
  });
});
