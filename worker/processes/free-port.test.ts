import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { firstFreePort, isPortFree } from "./free-port";

const servers: Server[] = [];

async function occupy(host?: string, port = 0): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

test("a port that someone listens on is not free, whichever local address they chose", async () => {
  expect(await isPortFree(await occupy())).toBe(false);
  expect(await isPortFree(await occupy("127.0.0.1"))).toBe(false);
});

test("the next port is given when the wanted one is taken", async () => {
  const taken = await occupy("127.0.0.1");
  const free = await firstFreePort(taken);
  expect(free).toBeGreaterThan(taken);
  expect(await isPortFree(free)).toBe(true);
});

test("ports promised to something else are passed over", async () => {
  const wanted = await firstFreePort(55_480);
  expect(await firstFreePort(wanted, { except: [wanted] })).toBeGreaterThan(wanted);
});

test("when no port is free the range is named", async () => {
  const taken = await occupy();
  await expect(firstFreePort(taken, { tries: 1 })).rejects.toMatchObject({
    code: "port-taken",
    message: `No port from ${taken} to ${taken} is free for this user.`,
  });
});
