import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { DISABLED_CLIENT_ID, EXPIRED_SECRET_CLIENT_ID, TRIAL_SECRET } from "@/sandbox/graph/directory";
import { examineSignIn } from "./sign-in";

const never = new AbortController().signal;

let graph: SandboxGraph;
beforeAll(async () => {
  graph = await startSandboxGraph();
});
afterAll(async () => {
  await graph?.stop();
});

const settings = (more: Partial<Parameters<typeof examineSignIn>[1]> = {}) => ({
  ENTRA_AUTHORITY: graph.sandbox.info.authorityUrl,
  ENTRA_TENANT_ID: graph.sandbox.info.tenantId,
  ENTRA_CLIENT_ID: graph.sandbox.info.signIn.clientId,
  ENTRA_CLIENT_SECRET: graph.sandbox.info.signIn.clientSecret,
  ...more,
});

describe("the examination of the sign-in", () => {
  it("finds nothing wrong with an application that the tenant knows", async () => {
    expect(await examineSignIn(never, settings())).toEqual([
      expect.objectContaining({ id: "sign-in", level: "ok" }),
      expect.objectContaining({ id: "sign-in-secret", level: "ok" }),
    ]);
  });

  it.each([
    ["a wrong secret", { ENTRA_CLIENT_SECRET: "planted-wrong-secret" }, "AADSTS7000215"],
    [
      "an expired secret",
      { ENTRA_CLIENT_ID: EXPIRED_SECRET_CLIENT_ID, ENTRA_CLIENT_SECRET: TRIAL_SECRET },
      "AADSTS7000222",
    ],
    [
      "a disabled application",
      { ENTRA_CLIENT_ID: DISABLED_CLIENT_ID, ENTRA_CLIENT_SECRET: TRIAL_SECRET },
      "AADSTS70001",
    ],
    ["an application that is not there", { ENTRA_CLIENT_ID: "5ab0c0de-0000-4000-8000-0000000000ff" }, "AADSTS700016"],
  ])("says what is wrong with %s", async (_, more, number) => {
    const findings = await examineSignIn(never, settings(more));
    expect(findings).toEqual([
      expect.objectContaining({ id: "sign-in", level: "ok" }),
      expect.objectContaining({
        id: "sign-in-secret",
        level: "error",
        title: expect.stringContaining(number),
        remedy: expect.stringContaining("ENTRA_CLIENT_SECRET"),
      }),
    ]);
    expect(JSON.stringify(findings)).not.toContain("planted-wrong-secret");
  });

  it("tells a tenant that is not there, a service in the clear, and an address where something else answers", async () => {
    const [tenant, ...others] = await examineSignIn(
      never,
      settings({ ENTRA_TENANT_ID: "5ab0c0de-0000-4000-8000-0000000000ff" }),
    );
    expect(tenant).toMatchObject({ level: "error", title: expect.stringContaining("answers 4") });
    expect(others).toEqual([]);
    const [inTheClear] = await examineSignIn(never, settings({ ENTRA_AUTHORITY: graph.sandbox.info.signInUrl }));
    expect(inTheClear).toMatchObject({ level: "ok" });
    const page = createServer((_, response) => response.end("<html>Welcome</html>"));
    const url = await listening(page);
    expect(await examineSignIn(never, settings({ ENTRA_AUTHORITY: url }))).toEqual([
      expect.objectContaining({ level: "error", title: expect.stringContaining("no sign-in service") }),
    ]);
    page.close();
  });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The page listens on no port.");
  return `http://127.0.0.1:${address.port}`;
}
