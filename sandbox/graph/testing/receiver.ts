import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Sandbox } from "@/e2e/support/sandbox";

export interface Notification {
  subscriptionId: string;
  clientState?: string;
  changeType?: string;
  resource?: string;
  resourceData?: Record<string, unknown>;
  lifecycleEvent?: string;
}

/** A receiver of change notifications on https, under the sandbox's own certificate. */
export interface NotificationReceiver {
  url: string;
  /** Bodies as they came, one a POST. */
  received: { path: string; value: Notification[] }[];
  /** How it answers notifications, and what it echoes in a handshake. */
  status: number;
  echo: (token: string) => { status: number; contentType: string; text: string };
  close: () => Promise<void>;
}

export const properEcho: NotificationReceiver["echo"] = (text) => ({ status: 200, contentType: "text/plain", text });

export async function startReceiver(sandbox: Sandbox): Promise<NotificationReceiver> {
  const [key, cert] = ["key.pem", "cert.pem"].map((file) => readFileSync(join(sandbox.dataDir, file)));
  const receiver: NotificationReceiver = {
    url: "",
    received: [],
    status: 202,
    echo: properEcho,
    close: () => closed(server),
  };
  const server = createServer({ key, cert }, (request, response) => {
    const url = new URL(request.url ?? "/", "https://localhost");
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const token = url.searchParams.get("validationToken");
      if (token !== null) {
        const { status, contentType, text } = receiver.echo(token);
        response.writeHead(status, { "Content-Type": contentType }).end(text);
        return;
      }
      const { value } = JSON.parse(Buffer.concat(parts).toString()) as { value: Notification[] };
      receiver.received.push({ path: url.pathname, value });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  receiver.url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return receiver;
}

const closed = (server: Server) =>
  new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
