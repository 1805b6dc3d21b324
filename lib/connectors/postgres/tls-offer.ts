import { connect } from "node:net";
import type { PostgresConfig } from "./config";

/**
 * Whether the server is willing to speak TLS, by its one-byte answer to SSLRequest (PostgreSQL protocol, "SSL Session Encryption").
 * A server that cannot be reached counts as willing: then something else is wrong. Never rejects.
 */
export function offersTls(config: Pick<PostgresConfig, "host" | "port" | "connectTimeoutMs">): Promise<boolean> {
  return new Promise((resolve) => {
    let offers = true;
    const socket = connect({ host: config.host, port: config.port });
    const request = Buffer.alloc(8);
    request.writeInt32BE(8, 0);
    request.writeInt32BE(80_877_103, 4);
    socket.setTimeout(Math.min(config.connectTimeoutMs, 5_000), () => socket.destroy());
    socket.once("connect", () => socket.write(request));
    socket.once("data", (answer) => {
      offers = answer[0] !== "N".charCodeAt(0);
      socket.destroy();
    });
    socket.once("error", () => socket.destroy());
    socket.once("close", () => resolve(offers));
  });
}
