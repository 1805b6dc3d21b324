import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext } from "node:tls";
import type { LogEntry, ScriptedServerOptions } from "./scripted-request";
import { runSession } from "./scripted-session";

export type { ScriptedRequest, ScriptedServerOptions } from "./scripted-request";

export interface ScriptedServer {
  readonly host: string;
  readonly port: number;
  readonly log: readonly LogEntry[];
  /** The statements of the log, settings left out. */
  statements(): readonly Extract<LogEntry, { kind: "statement" }>[];
  /** Statements that the script had no answer for, and the errors of scripts that failed. */
  readonly unanswered: readonly string[];
  openConnections(): number;
  /** Breaks every connection, as a server that dies does. */
  cutAll(): void;
  stop(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startScriptedServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const log: LogEntry[] = [];
  const unanswered: string[] = [];
  const sockets = new Set<Socket>();
  let sessions = 50;
  const secureContext = options.tls ? createSecureContext({ ...options.tls, maxVersion: "TLSv1.2" }) : null;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    sessions += 1;
    void runSession({ id: sessions, socket, options, secureContext, log, unanswered });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: "127.0.0.1",
    port,
    log,
    unanswered,
    statements: () => log.filter((entry) => entry.kind === "statement"),
    openConnections: () => sockets.size,
    cutAll,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}
