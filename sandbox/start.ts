import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { lockDataDir } from "./data-lock";
import { loadCertificate } from "./graph/certificate";
import {
  SIGN_IN_CLIENT_ID,
  SIGN_IN_CLIENT_SECRET,
  SYNC_CLIENT_ID,
  SYNC_CLIENT_SECRET,
  TENANT_ID,
} from "./graph/directory";
import type { Graph } from "./graph/dispatch";
import { Faults } from "./graph/faults";
import { createLeverApp } from "./graph/levers";
import { Meter } from "./graph/meter";
import { createPageApp } from "./graph/pages/app";
import { RequestLog } from "./graph/request-log";
import { createGraphListener } from "./graph/server";
import { Store } from "./graph/store";
import type { SandboxOptions } from "./options";
import { createSignInApp } from "./sign-in/app";
import { loadSigningKey } from "./sign-in/signing-key";
import { GRAPH_AUDIENCES, type TokenIssuer } from "./sign-in/tokens";

/** What others need to use the sandbox; written to `sandbox.json` in the data directory. */
export interface SandboxInfo {
  pid: number;
  /** Origin for Graph calls and the first scope; `/v1.0` and `/.default` follow it. */
  graphUrl: string;
  /** Authority for applications (https) and for people's browsers (plain http). */
  authorityUrl: string;
  signInUrl: string;
  pageUrl: string;
  leverUrl: string;
  tenantId: string;
  hostname: string;
  signIn: { clientId: string; clientSecret: string };
  sync: { clientId: string; clientSecret: string };
  certPath: string;
}

export interface RunningSandbox {
  info: SandboxInfo;
  close: () => Promise<void>;
}

export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockDataDir(dataDir);
  const certificate = await loadCertificate(dataDir);
  const store = new Store(dataDir);
  const issuer: TokenIssuer = {
    key: await loadSigningKey(dataDir),
    clock: store.clock,
    lifetimeSeconds: () => store.profile.tokenSeconds,
    certificatesOf: (app) => store.certificates.get(app.clientId) ?? [],
  };
  const meter = new Meter(() => store.profile.rateLimitHeadersFrom);
  meter.enabled = options.meter;
  meter.tier = options.tier;
  const graph: Graph = { store, meter, faults: new Faults(), log: new RequestLog(), webUrlBase: "" };

  let graphOrigins: string[] = [];
  const audiences = () => [...GRAPH_AUDIENCES, ...graphOrigins];
  const signIn = getRequestListener(createSignInApp({ issuer, graphOrigins: () => graphOrigins }).fetch);
  const graphListener = createGraphListener({ graph, issuer, audiences });
  const pages = getRequestListener(createPageApp({ graph, sourceUrl: options.sourceUrl }).fetch);
  const levers = getRequestListener(createLeverApp(graph).fetch);

  const secure: RequestListener = (request, response) => {
    if (request.url?.startsWith("/v1.0/")) graphListener(request, response);
    else void signIn(request, response);
  };
  const plain: RequestListener = (request, response) => {
    if (isSignIn(request.url ?? "")) void signIn(request, response);
    else void pages(request, response);
  };
  const servers = [
    createHttpsServer({ key: certificate.key, cert: certificate.cert }, secure),
    createHttpServer(plain),
    createHttpServer((request, response) => void levers(request, response)),
  ];
  const wanted = [options.graphPort, options.pagePort, options.leverPort];
  const [graphPort = 0, pagePort = 0, leverPort = 0] = await Promise.all(
    servers.map((server, at) => listen(server, wanted[at] ?? 0)),
  );
  graphOrigins = [`https://localhost:${graphPort}`, `https://127.0.0.1:${graphPort}`];
  graph.webUrlBase = `http://localhost:${pagePort}`;
  const info: SandboxInfo = {
    pid: process.pid,
    graphUrl: `https://localhost:${graphPort}`,
    authorityUrl: `https://localhost:${graphPort}`,
    signInUrl: graph.webUrlBase,
    pageUrl: graph.webUrlBase,
    leverUrl: `http://127.0.0.1:${leverPort}`,
    tenantId: TENANT_ID,
    hostname: "contoso.sharepoint.com",
    signIn: { clientId: SIGN_IN_CLIENT_ID, clientSecret: SIGN_IN_CLIENT_SECRET },
    sync: { clientId: SYNC_CLIENT_ID, clientSecret: SYNC_CLIENT_SECRET },
    certPath: certificate.certPath,
  };
  const path = join(dataDir, "sandbox.json");
  writeFileSync(`${path}.new`, `${JSON.stringify(info, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
  return {
    info,
    close: async () => {
      await Promise.all(servers.map(closeServer));
      store.close();
      unlock();
    },
  };
}

/** Sign-in lives beside the pages; its paths begin with a tenant or are fixed. */
const isSignIn = (url: string) =>
  /^\/[^/?]+\/(v2\.0\/\.well-known|\.well-known|oauth2\/v2\.0|discovery\/v2\.0)\//.test(url) ||
  /^\/(common\/discovery\/instance|oidc\/userinfo|error)\b/.test(url);

async function listen(server: Server, port: number): Promise<number> {
  // Clients reuse connections: one that is closed early here would cost them a failed request.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      done();
    });
  });
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
