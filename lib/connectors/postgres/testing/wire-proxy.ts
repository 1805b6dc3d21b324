import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** A stand-in for the network between us and a server, for tests that watch it or need TLS in front of a server without. */
export interface WireProxy {
  readonly port: number;
  /** Statements that passed in clear text: simple queries and parses of the extended protocol. */
  readonly statements: number;
  close(): Promise<void>;
}

/** Codes of the first message (PostgreSQL protocol, message formats). */
const sslRequest = 80_877_103;

/** Passes everything on to the server at `target`; with a key and certificate it speaks TLS towards the client. */
export async function startWireProxy(
  target: { readonly host: string; readonly port: number },
  tls?: { readonly key: string; readonly cert: string },
): Promise<WireProxy> {
  let statements = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.once("error", () => client.destroy());
    client.once("data", (first) => {
      if (tls && first.length === 8 && first.readInt32BE(4) === sslRequest) {
        client.write("S");
        const secured = new TLSSocket(client, { isServer: true, ...tls });
        secured.once("error", () => client.destroy());
        pass(secured, Buffer.alloc(0));
      } else {
        pass(client, first);
      }
    });
  });
  const pass = (client: Socket, first: Buffer): void => {
    const upstream = connect(target.port, target.host);
    sockets.add(upstream);
    upstream.once("error", () => client.destroy());
    upstream.write(first);
    const count = statementCounter(() => {
      statements++;
    });
    client.on("data", count);
    client.pipe(upstream);
    upstream.pipe(client);
    upstream.once("close", () => client.destroy());
    client.once("close", () => upstream.destroy());
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy listens on no port.");
  return {
    port: address.port,
    get statements() {
      return statements;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Cuts what a client sends after its first message into messages: one type byte, then the length, which counts itself. */
function statementCounter(onStatement: () => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5) {
      const length = 1 + rest.readInt32BE(1);
      if (rest.length < length) return;
      const type = String.fromCharCode(rest[0] ?? 0);
      if (type === "Q" || type === "P") onStatement();
      rest = rest.subarray(length);
    }
  };
}
