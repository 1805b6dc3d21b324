import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { mysqlConfigSchema } from "./config";
import { mysqlConnector } from "./index";

const secret = "very-secret-password";

let server: Server | null = null;

afterEach(() => {
  server?.close();
  server = null;
});

function packet(sequence: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
}

/** Greeting of protocol 10 (MySQL client/server protocol, connection phase): plugins, no TLS. */
function greeting(): Buffer {
  const capabilities = 0x00_08_a2_0d;
  const numbers = Buffer.alloc(4);
  numbers.writeUInt32LE(7);
  const lower = Buffer.alloc(2);
  lower.writeUInt16LE(capabilities & 0xffff);
  const upper = Buffer.alloc(2);
  upper.writeUInt16LE(capabilities >>> 16);
  return packet(
    0,
    Buffer.from([10]),
    Buffer.from("8.0.36\0"),
    numbers,
    Buffer.from("abcdefgh\0"),
    lower,
    Buffer.from([45, 2, 0]),
    upper,
    Buffer.from([21]),
    Buffer.alloc(10),
    Buffer.from("ijklmnopqrst\0"),
    Buffer.from("mysql_native_password\0"),
  );
}

/** A server that greets, answers the login with `answer`, and keeps all that it is told. */
async function hostileServer(answer: Buffer): Promise<{ readonly port: number; heard(): Buffer }> {
  const heard: Buffer[] = [];
  const listening = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.write(greeting());
    socket.once("data", () => socket.write(answer));
    socket.on("data", (data) => heard.push(data));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return { port: address.port, heard: () => Buffer.concat(heard) };
}

const configFor = (port: number) =>
  mysqlConfigSchema.parse({
    host: "127.0.0.1",
    port,
    database: "shop",
    user: "reader",
    password: secret,
    connectTimeoutMs: 2_000,
  });

describe("a hostile server", () => {
  it("does not get the password in clear text by asking for it", async () => {
    const { port, heard } = await hostileServer(packet(2, Buffer.from([0xfe]), Buffer.from("mysql_clear_password\0")));
    await expect(mysqlConnector.connect(configFor(port))).rejects.toMatchObject({ code: "source-login" });
    expect(heard().includes(secret)).toBe(false);
  });

  it("is told that files of this machine are not to be had", async () => {
    const { port, heard } = await hostileServer(packet(2, Buffer.from([0xfe]), Buffer.from("unheard_of_plugin\0abc")));
    await expect(mysqlConnector.connect(configFor(port))).rejects.toMatchObject({ code: "source-login" });
    const localFiles = 0x80;
    const multipleStatements = 0x1_00_00;
    expect(heard().readUInt32LE(4) & (localFiles | multipleStatements)).toBe(0);
  });

  it("that never greets is given up", async () => {
    const listening = createServer((socket) => socket.on("error", () => socket.destroy()));
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    const address = listening.address();
    if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
    await expect(mysqlConnector.connect({ ...configFor(address.port), connectTimeoutMs: 300 })).rejects.toMatchObject({
      code: "source-unreachable",
    });
  });
});
