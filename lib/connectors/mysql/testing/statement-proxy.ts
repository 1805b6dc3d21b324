import { connect, createServer, type Socket } from "node:net";

/** Between a connector and its server: counts the statements that pass. */
export interface StatementProxy {
  readonly port: number;
  readonly statements: number;
  close(): Promise<void>;
}

/** COM_QUERY and COM_STMT_EXECUTE (MySQL client/server protocol, command phase). */
const commands = new Set([3, 23]);

/** Only in the clear, and only for statements of less than a packet. */
export async function startStatementProxy(target: { host: string; port: number }): Promise<StatementProxy> {
  let statements = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target.port, target.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", (data) => {
      // Each command starts a sequence of its own, with number 0.
      if (data[3] === 0 && commands.has(data[4] ?? 0)) statements++;
    });
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy listens on no port.");
  return {
    port: address.port,
    get statements() {
      return statements;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
