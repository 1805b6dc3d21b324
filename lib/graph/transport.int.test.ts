import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { MiddlewareControl } from "@microsoft/microsoft-graph-client/lib/src/middleware/MiddlewareControl";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CallState } from "./call";
import { failureOf, Transport } from "./middleware";

interface Seen {
  readonly port: number | undefined;
  readonly method: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

const certificate = path.resolve(import.meta.dirname, "../../.data/test-certificate");
let server: Server;
let url: string;
let seen: Seen[] = [];
let statuses: (number | "drop")[] = [];

beforeAll(async () => {
  const [key, cert] = ["key.pem", "cert.pem"].map((file) => readFileSync(path.join(certificate, file)));
  server = createServer({ key, cert }, (request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => {
      body += part.toString();
    });
    request.on("end", () => {
      seen.push({ port: request.socket.remotePort, method: request.method, headers: request.headers, body });
      const status = statuses.shift() ?? 200;
      if (status === "drop") request.socket.destroy();
      else response.writeHead(status, { "request-id": "r-1" }).end(status === 503 ? "" : '{"is":"ä"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://localhost:${(server.address() as AddressInfo).port}/v1.0/x`;
});

beforeEach(() => {
  seen = [];
  statuses = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const newTransport = () =>
  new Transport({ userAgent: "NONISV|Someone|App/1", requestTimeoutMs: 5_000, log: undefined, onUnits: undefined });

async function send(transport: Transport, options: RequestInit = {}, signal?: AbortSignal): Promise<CallState> {
  const call = new CallState({ repeat: "write", signal, units: 2, doing: "POST /x" });
  try {
    await transport.execute({ request: url, options, middlewareControl: new MiddlewareControl([call]) });
  } catch (error) {
    throw failureOf(call, error);
  }
  return call;
}

const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"name":"Ä"}' };

describe("Requests on the wire", () => {
  it("name the application as Graph asks, and each try by an id of its own", async () => {
    const transport = newTransport();
    await send(transport);
    await send(transport);
    expect(seen.map(({ headers }) => headers["user-agent"])).toEqual(["NONISV|Someone|App/1", "NONISV|Someone|App/1"]);
    const [first, second] = seen.map(({ headers }) => headers["client-request-id"]);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
  });

  it("take a new connection after a 503 until they are served", async () => {
    const transport = newTransport();
    await send(transport, post);
    statuses = [503, 503, 200, 200];
    const calls = [];
    for (let at = 0; at < 4; at++) calls.push(await send(transport, post));
    const ports = seen.map(({ port }) => port);
    const kept = ports.slice(0, 2);
    expect(kept).not.toContain(ports[2]);
    expect([...kept, ports[2]]).not.toContain(ports[3]);
    expect(calls.map((call) => call.status)).toEqual([503, 503, 200, 200]);
    // What goes over a new connection is the same request, and its answer read as any other.
    expect(new Set(seen.map(({ method, body }) => `${method} ${body}`))).toEqual(new Set(['POST {"name":"Ä"}']));
    expect(seen[2]?.headers["content-type"]).toBe("application/json");
    expect([calls[1]?.text, calls[2]?.text]).toEqual(["", '{"is":"ä"}']);
    expect(calls[2]?.headers["request-id"]).toBe("r-1");
  });

  it("stay in doubt or give way to a signal on a new connection as on any", async () => {
    const transport = newTransport();
    statuses = [503, "drop"];
    await send(transport, post);
    await expect(send(transport, post)).rejects.toMatchObject({ code: "graph-in-doubt" });
    const reason = new Error("lease ends");
    const controller = new AbortController();
    const aborted = send(transport, post, controller.signal);
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
  });
});
