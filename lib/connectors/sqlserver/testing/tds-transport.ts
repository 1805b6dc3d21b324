import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { type SecureContext, TLSSocket } from "node:tls";

/** Packet types (MS-TDS 2.2.3.1.1). */
export const messageType = {
  batch: 0x01,
  rpc: 0x03,
  response: 0x04,
  attention: 0x06,
  transaction: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const;

const headerLength = 8;
const statusLast = 0x01;
const statusIgnore = 0x02;
/** Both ways to ask for a fresh session before the request: with and without keeping the transaction. */
const statusReset = 0x18;

export interface TdsMessage {
  readonly type: number;
  readonly body: Buffer;
  /** The client gave it up before it was sent whole; it is not to be executed. */
  readonly isIgnored: boolean;
  readonly resetsSession: boolean;
}

/** Messages over one socket, in the clear or inside TLS. */
export interface TdsTransport {
  /** Each message once it has arrived whole; ends when the client is gone. */
  messages(): AsyncGenerator<TdsMessage>;
  /** One packet of a response. Resolves when the socket takes more, so that a client that does not read holds its sender back. */
  send(payload: Buffer, options: { isLast: boolean; type?: number }): Promise<void>;
  /** Everything after this is encrypted; the handshake travels in PRELOGIN packets (MS-TDS 2.2.6.5, TLS 1.2 at most). */
  startTls(context: SecureContext): void;
  cut(): void;
}

export function createTransport(socket: Socket): TdsTransport {
  const arrived = createMessageQueue();
  let stream: Duplex = socket;
  let feed = (bytes: Buffer): void => arrived.feed(bytes);
  socket.on("data", (bytes: Buffer) => feed(bytes));
  socket.on("error", () => arrived.end());
  socket.on("close", () => arrived.end());

  return {
    messages: arrived.messages,
    async send(payload, { isLast, type = messageType.response }) {
      if (stream.destroyed || !stream.writable) throw new Error("The client is gone.");
      if (stream.write(packetOf(type, payload, isLast))) return;
      await new Promise<void>((resolve) => {
        const settle = () => {
          stream.off("drain", settle);
          socket.off("close", settle);
          resolve();
        };
        stream.once("drain", settle);
        socket.once("close", settle);
      });
    },
    startTls(context) {
      const tunnel = createTunnel(socket);
      feed = tunnel.receive;
      const secure = new TLSSocket(tunnel.duplex, { isServer: true, secureContext: context });
      secure.on("data", (bytes: Buffer) => arrived.feed(bytes));
      // A client that does not trust the certificate leaves in the middle of the handshake.
      secure.on("error", () => socket.destroy());
      stream = secure;
    },
    cut: () => socket.destroy(),
  };
}

function packetOf(type: number, payload: Buffer, isLast: boolean): Buffer {
  const header = Buffer.alloc(headerLength);
  header[0] = type;
  header[1] = isLast ? statusLast : 0;
  header.writeUInt16BE(headerLength + payload.length, 2);
  header[6] = 1;
  return Buffer.concat([header, payload]);
}

/** Carries TLS records: wrapped in PRELOGIN packets until the client sends the first bare record. */
function createTunnel(socket: Socket): { duplex: Duplex; receive: (bytes: Buffer) => void } {
  let isHandshake = true;
  let pending: Buffer = Buffer.alloc(0);
  let flight: Buffer[] = [];
  const sendFlight = () => {
    const records = Buffer.concat(flight);
    flight = [];
    if (records.length > 0 && socket.writable) socket.write(packetOf(messageType.prelogin, records, true));
  };
  const duplex = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      if (!isHandshake) {
        socket.write(chunk, () => done());
        return;
      }
      // The client expects one message for each of its own: the records of one flight travel together.
      if (flight.push(chunk) === 1) setImmediate(sendFlight);
      done();
    },
  });
  socket.on("close", () => duplex.destroy());
  return {
    duplex,
    receive(bytes) {
      pending = Buffer.concat([pending, bytes]);
      while (isHandshake && pending.length >= headerLength) {
        if (pending[0] !== messageType.prelogin) {
          isHandshake = false;
          break;
        }
        const length = pending.readUInt16BE(2);
        if (pending.length < length) return;
        duplex.push(Buffer.from(pending.subarray(headerLength, length)));
        pending = pending.subarray(length);
      }
      if (isHandshake || pending.length === 0) return;
      duplex.push(pending);
      pending = Buffer.alloc(0);
    },
  };
}

/** Puts packets together to messages. */
function createMessageQueue() {
  const queue: TdsMessage[] = [];
  let pending: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let resetsSession = false;
  let hasEnded = false;
  let wake = (): void => undefined;
  return {
    feed(bytes: Buffer): void {
      pending = Buffer.concat([pending, bytes]);
      while (pending.length >= headerLength) {
        const length = pending.readUInt16BE(2);
        if (pending.length < length) break;
        const [type = 0, status = 0] = pending;
        parts.push(pending.subarray(headerLength, length));
        pending = pending.subarray(length);
        resetsSession ||= (status & statusReset) !== 0;
        if ((status & statusLast) === 0) continue;
        queue.push({ type, body: Buffer.concat(parts), isIgnored: (status & statusIgnore) !== 0, resetsSession });
        parts = [];
        resetsSession = false;
      }
      wake();
    },
    end(): void {
      hasEnded = true;
      wake();
    },
    async *messages(): AsyncGenerator<TdsMessage> {
      for (;;) {
        const next = queue.shift();
        if (next) yield next;
        else if (hasEnded) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
