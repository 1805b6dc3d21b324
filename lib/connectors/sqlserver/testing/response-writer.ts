import type { TdsTransport } from "./tds-transport";

/** As negotiated at login, the packet's header included. */
const packetPayload = 4_096 - 8;

/** Tokens of one response message, sent packet by packet as they fill. */
export function createResponseWriter(transport: TdsTransport) {
  let pending: Buffer[] = [];
  let size = 0;
  const sendPackets = async (isLast: boolean): Promise<void> => {
    let bytes = Buffer.concat(pending);
    while (bytes.length > packetPayload) {
      await transport.send(bytes.subarray(0, packetPayload), { isLast: false });
      bytes = bytes.subarray(packetPayload);
    }
    if (isLast || bytes.length > 0) await transport.send(bytes, { isLast });
    pending = [];
    size = 0;
  };
  return {
    /** Resolves when the client has room for more. */
    async token(bytes: Buffer): Promise<void> {
      pending.push(bytes);
      size += bytes.length;
      if (size >= packetPayload) await sendPackets(false);
    },
    /** Lets the client have what is written so far. */
    flush: (): Promise<void> => sendPackets(false),
    end: (): Promise<void> => sendPackets(true),
  };
}

export type ResponseWriter = ReturnType<typeof createResponseWriter>;
