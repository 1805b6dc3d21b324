import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inRequest, sessionCookie, sessionSecret } from "@/e2e/support/request-scope";

// Before the settings are read for the first time.
Object.assign(process.env, {
  NEXTAUTH_SECRET: sessionSecret,
  NEXTAUTH_URL: "http://localhost:3000",
  ENTRA_TENANT_ID: "t",
  ENTRA_CLIENT_ID: "c",
  ENTRA_CLIENT_SECRET: "s",
});
const { defineExport } = await import("./export");

const pages = 1_000;

/** Takes a list of numbers away that has a row a page, and counts how many pages were asked for. */
async function takeNumbers(signal?: AbortSignal) {
  const asked: string[] = [];
  const GET = defineExport({
    list: "numbers",
    input: z.strictObject({}),
    policy: { name: "numbers.read", role: "Viewer" },
    columns: [["Number", (row: number) => row]],
    page: async (_, { cursor = "1" }) => {
      asked.push(cursor);
      return { rows: [Number(cursor)], nextCursor: Number(cursor) < pages ? String(Number(cursor) + 1) : null };
    },
  });
  const request = new Request("http://localhost:3000/api/exports/numbers?bom=no", signal ? { signal } : {});
  const response = await inRequest(await sessionCookie(["Viewer"]), () =>
    GET(request, { params: Promise.resolve({}) }),
  );
  if (!response.body) throw new Error("The answer has no body.");
  return { asked, reader: response.body.getReader() };
}

/** All that promises without a clock or the net behind them may still do. */
const quiet = () => new Promise((resolve) => setImmediate(resolve));

describe("a list as a file", () => {
  it("is read no further than one page before its reader, however long that one waits", async () => {
    const { asked, reader } = await takeNumbers();
    await quiet();
    expect(asked).toHaveLength(1);
    for (let taken = 1; taken <= 5; taken++) {
      await reader.read();
      await quiet();
      expect(asked).toHaveLength(taken + 1);
    }
  });

  it("is read no more once its reader is gone", async () => {
    const { asked, reader } = await takeNumbers();
    await reader.read();
    await quiet();
    await reader.cancel();
    await quiet();
    expect(asked).toHaveLength(2);
  });

  it("is read no more once the request was given up, and breaks off", async () => {
    const given = new AbortController();
    const { asked, reader } = await takeNumbers(given.signal);
    await reader.read();
    await quiet();
    given.abort(new Error("given up"));
    await reader.read();
    await expect(reader.read()).rejects.toThrow("given up");
    expect(asked).toHaveLength(2);
  });

  it("holds every row once for a reader who takes all", async () => {
    const { reader } = await takeNumbers();
    let text = "";
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      text += new TextDecoder().decode(piece.value);
    expect(text.trimEnd().split("\r\n")).toEqual(["Number", ...Array.from({ length: pages }, (_, at) => `${at + 1}`)]);
  });
});
