import { connect as connectSocket } from "node:net";
import type pg from "pg";
import type { PostgresConfig } from "./config";

/**
 * Asks the server to stop what the connection is doing (PostgreSQL protocol, "Canceling Requests in Progress"). Best effort and without
 * an answer; it also passes through poolers, where `pg_cancel_backend` would hit a stranger's process. Never rejects.
 */
export function cancelOnServer(client: pg.PoolClient, config: PostgresConfig): Promise<void> {
  const { processID, secretKey } = client as pg.PoolClient & { processID?: unknown; secretKey?: unknown };
  if (typeof processID !== "number" || typeof secretKey !== "number") return Promise.resolve();
  const request = Buffer.alloc(16);
  request.writeInt32BE(16, 0);
  request.writeInt32BE(80_877_102, 4);
  request.writeInt32BE(processID, 8);
  request.writeInt32BE(secretKey, 12);
  return new Promise((resolve) => {
    const socket = connectSocket({ host: config.host, port: config.port });
    socket.setTimeout(Math.min(config.connectTimeoutMs, 3_000), () => socket.destroy());
    socket.once("connect", () => socket.end(request));
    socket.once("error", () => socket.destroy());
    socket.once("close", () => resolve());
    // The server closes without a word; reading lets the close arrive.
    socket.resume();
  });
}
