import { createHash, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { ClientCertificateCredential, ClientSecretCredential } from "@azure/identity";
import { createRemoteJWKSet, decodeJwt, jwtVerify, SignJWT } from "jose";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import {
  DISABLED_CLIENT_ID,
  EXPIRED_SECRET_CLIENT_ID,
  NO_ROLES_CLIENT_ID,
  SECOND_TENANT_ID,
  TRIAL_SECRET,
} from "@/sandbox/graph/directory";
import { anyText, like } from "@/sandbox/graph/testing/matchers";
import { exchange, requestToken } from "@/sandbox/graph/testing/raw-client";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  await sandbox?.stop();
});

const redirect = "http://localhost:3999/api/auth/callback/azure-ad";
const graphScope = "https://graph.microsoft.com/.default";

function appForm(more: Record<string, string> = {}): Record<string, string> {
  const { clientId, clientSecret } = sandbox.info.sync;
  return {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: graphScope,
    ...more,
  };
}

describe("application tokens (contract 2.1)", () => {
  it("are signed, short, and name the application's permissions", async () => {
    const answer = await requestToken(sandbox, appForm());
    expect(answer).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599 },
    });
    expect(answer.body).not.toHaveProperty("refresh_token");
    const keys = createRemoteJWKSet(new URL(`${sandbox.info.signInUrl}/${sandbox.info.tenantId}/discovery/v2.0/keys`));
    const { payload, protectedHeader } = await jwtVerify(answer.body.access_token, keys, {
      audience: "https://graph.microsoft.com",
    });
    expect(protectedHeader.alg).toBe("RS256");
    expect(payload).toMatchObject({
      tid: sandbox.info.tenantId,
      appid: sandbox.info.sync.clientId,
      roles: ["Sites.Manage.All"],
      idtyp: "app",
    });
  });

  it("are had with Basic, for the sandbox's own address, and in a second tenant", async () => {
    const { clientId, clientSecret } = sandbox.info.sync;
    const basic = await exchange(sandbox, `${sandbox.info.authorityUrl}/${SECOND_TENANT_ID}/oauth2/v2.0/token`, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`,
      },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        scope: `${sandbox.info.graphUrl}/.default`,
      }).toString(),
    });
    expect(basic.status).toBe(200);
    expect(decodeJwt(basic.body.access_token)).toMatchObject({ tid: SECOND_TENANT_ID, aud: sandbox.info.graphUrl });
  });

  it("are issued without roles when nothing was granted", async () => {
    const answer = await requestToken(sandbox, appForm({ client_id: NO_ROLES_CLIENT_ID, client_secret: TRIAL_SECRET }));
    expect(decodeJwt(answer.body.access_token)).not.toHaveProperty("roles");
  });

  it.each([
    ["a wrong secret", { client_secret: "no" }, 401, "invalid_client", 7000215],
    [
      "an expired secret",
      { client_id: EXPIRED_SECRET_CLIENT_ID, client_secret: TRIAL_SECRET },
      401,
      "invalid_client",
      7000222,
    ],
    [
      "an unknown application",
      { client_id: "5ab0c0de-0000-0000-0000-000000000000" },
      400,
      "unauthorized_client",
      700016,
    ],
    [
      "a disabled application",
      { client_id: DISABLED_CLIENT_ID, client_secret: TRIAL_SECRET },
      400,
      "unauthorized_client",
      70001,
    ],
    ["a scope that is no .default", { scope: "Sites.Read.All" }, 400, "invalid_scope", 70011],
    ["a resource it does not know", { scope: "https://elsewhere.example/.default" }, 400, "invalid_scope", 70011],
    ["no grant type", { grant_type: "" }, 400, "invalid_request", 900144],
    ["no secret", { client_secret: "" }, 401, "invalid_client", 7000218],
  ])("are refused for %s", async (_, more, status, error, number) => {
    const answer = await requestToken(sandbox, appForm(more));
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error, error_codes: [number], trace_id: anyText() });
    expect(answer.body.error_description).toMatch(new RegExp(`^AADSTS${number}: `));
    expect(answer.text).not.toContain(sandbox.info.sync.clientSecret);
  });

  it("are refused by an unknown tenant", async () => {
    const answer = await requestToken(sandbox, appForm(), "11111111-1111-1111-1111-111111111111");
    expect(answer).toMatchObject({ status: 400, body: { error: "invalid_request", error_codes: [90002] } });
  });

  it("satisfy Microsoft's own credential", async () => {
    const credential = new ClientSecretCredential(
      sandbox.info.tenantId,
      sandbox.info.sync.clientId,
      sandbox.info.sync.clientSecret,
      {
        authorityHost: sandbox.info.authorityUrl,
        disableInstanceDiscovery: true,
        tlsOptions: { ca: readFileSync(sandbox.info.certPath, "utf8") },
      },
    );
    const token = await credential.getToken(`${sandbox.info.graphUrl}/.default`);
    expect(decodeJwt(token.token).roles).toEqual(["Sites.Manage.All"]);
    const wrong = new ClientSecretCredential(sandbox.info.tenantId, sandbox.info.sync.clientId, "no", {
      authorityHost: sandbox.info.authorityUrl,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: readFileSync(sandbox.info.certPath, "utf8") },
    });
    await expect(wrong.getToken(graphScope)).rejects.toThrow("AADSTS7000215");
  });
});

describe("client assertions (contract 2.1)", () => {
  const credential = (certificate: string) =>
    new ClientCertificateCredential(
      sandbox.info.tenantId,
      sandbox.info.sync.clientId,
      { certificate },
      {
        authorityHost: sandbox.info.authorityUrl,
        disableInstanceDiscovery: true,
        tlsOptions: { ca: readFileSync(sandbox.info.certPath, "utf8") },
      },
    );

  it("are taken from a registered certificate, and from no other", async () => {
    const [own, other] = await Promise.all(
      [1, 2].map(() => generate([{ name: "commonName", value: "sync" }], { algorithm: "sha256" })),
    );
    if (!own || !other) throw new Error("No certificate was made.");
    await sandbox.levers.call("PUT", `/apps/${sandbox.info.sync.clientId}/certificates`, [own.cert]);
    const token = await credential(`${own.private}\n${own.cert}`).getToken(graphScope);
    expect(decodeJwt(token.token)).toMatchObject({ appid: sandbox.info.sync.clientId, roles: ["Sites.Manage.All"] });
    await expect(credential(`${other.private}\n${other.cert}`).getToken(graphScope)).rejects.toThrow("AADSTS700027");
    await expect(credential(`${other.private}\n${own.cert}`).getToken(graphScope)).rejects.toThrow("AADSTS700027");
  });
});

/** Picks a person as the browser would and gives back the address it is sent to. */
async function pick(upn: string, more: Record<string, string> = {}): Promise<URL> {
  const query = new URLSearchParams({
    client_id: sandbox.info.signIn.clientId,
    response_type: "code",
    redirect_uri: redirect,
    scope: "openid profile email",
    state: "s&1",
    nonce: "n1",
    ...more,
  });
  const url = `${sandbox.info.signInUrl}/${sandbox.info.tenantId}/oauth2/v2.0/authorize?${query}`;
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ login: upn }), redirect: "manual" });
  return new URL(answer.headers.get("location") ?? `failed:${answer.status}`);
}

async function redeem(code: string, more: Record<string, string> = {}) {
  const { clientId, clientSecret } = sandbox.info.signIn;
  const form = {
    grant_type: "authorization_code",
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirect,
    code,
    ...more,
  };
  const answer = await fetch(`${sandbox.info.signInUrl}/${sandbox.info.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> & { error_codes?: number[] } };
}

describe("people (contract 2.2)", () => {
  it("sign in on plain http; the id token says who and in which role", async () => {
    const base = `${sandbox.info.signInUrl}/${sandbox.info.tenantId}`;
    const discovery = (await (await fetch(`${base}/v2.0/.well-known/openid-configuration`)).json()) as Record<
      string,
      string
    >;
    expect(discovery).toMatchObject({ issuer: `${base}/v2.0`, token_endpoint: `${base}/oauth2/v2.0/token` });
    const back = await pick("stella@contoso.example");
    expect(back.origin + back.pathname).toBe(redirect);
    expect(back.searchParams.get("state")).toBe("s&1");
    const answer = await redeem(back.searchParams.get("code") ?? "");
    const { payload } = await jwtVerify(
      answer.body.id_token ?? "",
      createRemoteJWKSet(new URL(discovery.jwks_uri ?? "")),
      {
        issuer: discovery.issuer,
        audience: sandbox.info.signIn.clientId,
      },
    );
    expect(payload).toMatchObject({
      tid: sandbox.info.tenantId,
      oid: like(/^[0-9a-f-]{36}$/),
      preferred_username: "stella@contoso.example",
      name: "Stella Steward",
      roles: ["SyncBridge.Steward"],
      nonce: "n1",
      ver: "2.0",
    });
    const who = await exchange(sandbox, `${sandbox.info.graphUrl}/oidc/userinfo`, {
      headers: { Authorization: `Bearer ${answer.body.access_token}` },
    });
    expect(who.body).toMatchObject({ sub: payload.sub, name: "Stella Steward" });
    const sites = await exchange(sandbox, `${sandbox.info.graphUrl}/v1.0/sites/root`, {
      headers: { Authorization: `Bearer ${answer.body.access_token}` },
    });
    expect(sites.status).toBe(403);
  });

  it("without a role have no roles in their token", async () => {
    const answer = await redeem((await pick("nora@contoso.example")).searchParams.get("code") ?? "");
    expect(decodeJwt(answer.body.id_token ?? "")).not.toHaveProperty("roles");
  });

  it("get a code that works once, for its client, address and verifier", async () => {
    const code = async (more: Record<string, string> = {}) =>
      (await pick("ada@contoso.example", more)).searchParams.get("code") ?? "";
    const once = await code();
    expect((await redeem(once)).status).toBe(200);
    expect((await redeem(once)).body).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
    expect((await redeem(await code(), { redirect_uri: "http://localhost:3999/other" })).status).toBe(401);
    const verifier = "v".repeat(43);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const pkce = { code_challenge: challenge, code_challenge_method: "S256" };
    expect((await redeem(await code(pkce), { code_verifier: "wrong" })).body.error_codes).toEqual([501481]);
    expect((await redeem(await code(pkce), { code_verifier: verifier })).status).toBe(200);
    const old = await code();
    await sandbox.levers.setClockOffset(11 * 60_000);
    expect((await redeem(old)).body).toMatchObject({ error: "invalid_grant", error_codes: [70008] });
    await sandbox.levers.setClockOffset(0);
  });

  it("are asked on a page, and are sent only to registered addresses", async () => {
    const base = `${sandbox.info.signInUrl}/${sandbox.info.tenantId}/oauth2/v2.0/authorize?client_id=${sandbox.info.signIn.clientId}&response_type=code&scope=openid&redirect_uri=`;
    const page = await fetch(`${base}${encodeURIComponent(redirect)}&login_hint=victor@contoso.example`);
    const text = await page.text();
    for (const name of ["Ada Admin", "Stella Steward", "Victor Viewer", "Nora Norole"]) expect(text).toContain(name);
    expect(text.indexOf("Victor Viewer")).toBeLessThan(text.indexOf("Ada Admin"));
    for (const bad of ["https://evil.example/cb", "http://localhost.evil.example:1/cb", "javascript:alert(1)", ""]) {
      const refused = await fetch(base + encodeURIComponent(bad), { redirect: "manual" });
      expect(refused.status).toBe(400);
      expect(await refused.text()).toContain("AADSTS50011");
    }
  });

  it("sign in silently only when they are named", async () => {
    const silent = async (more: string) => {
      const answer = await fetch(
        `${sandbox.info.signInUrl}/${sandbox.info.tenantId}/oauth2/v2.0/authorize?client_id=${sandbox.info.signIn.clientId}&response_type=code&scope=openid&prompt=none&redirect_uri=${encodeURIComponent(redirect)}${more}`,
        { redirect: "manual" },
      );
      return new URL(answer.headers.get("location") ?? "").searchParams;
    };
    expect((await silent("")).get("error")).toBe("login_required");
    expect((await silent("&login_hint=ada@contoso.example")).get("code")).not.toBeNull();
  });

  it("sign out back to the application, and nowhere else", async () => {
    const out = (to: string) =>
      fetch(
        `${sandbox.info.signInUrl}/${sandbox.info.tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(to)}`,
        { redirect: "manual" },
      );
    expect((await out("http://localhost:3999/bye")).headers.get("location")).toBe("http://localhost:3999/bye");
    expect((await out("https://evil.example/")).status).toBe(200);
  });
});

it("keys made elsewhere sign nothing that counts", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const claims = { tid: sandbox.info.tenantId, appid: sandbox.info.sync.clientId, roles: ["Sites.FullControl.All"] };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256" })
    .setAudience("https://graph.microsoft.com")
    .setExpirationTime("1h")
    .sign(privateKey);
  const answer = await exchange(sandbox, `${sandbox.info.graphUrl}/v1.0/sites/root`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(401);
});
