import { createServer } from "node:net";
import { AppError } from "@/lib/errors/app-error";

// The wildcard is what our servers bind; some systems let it be bound although a single address is taken, hence the others.
const addresses = [undefined, "127.0.0.1", "::1"];
const noSuchAddress = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/** Can a server listen on this port right now? */
export async function isPortFree(port: number): Promise<boolean> {
  for (const address of addresses) {
    if (!(await canListen(port, address))) return false;
  }
  return true;
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(noSuchAddress.has(error.code ?? "")));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

interface FreePortOptions {
  /** How many ports to try, the wanted one included. */
  readonly tries?: number;
  /** Ports that are promised to something else already. */
  readonly except?: readonly number[];
}

/** The wanted port, or the next free one above it. Throws `port-taken` when none of `tries` (50) is free. */
export async function firstFreePort(wanted: number, options: FreePortOptions = {}): Promise<number> {
  const last = Math.min(wanted + (options.tries ?? 50) - 1, 65_535);
  for (let port = wanted; port <= last; port += 1) {
    if (!options.except?.includes(port) && (await isPortFree(port))) return port;
  }
  throw new AppError("port-taken", { message: `No port from ${wanted} to ${last} is free for this user.` });
}
