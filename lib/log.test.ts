import pg from "pg";
import { describe, expect, it } from "vitest";
import { SyncError } from "./errors/app-error";
import { createLog } from "./log";

const marker = "hunter2";

/** The line that logging these fields writes. */
function lineOf(fields: unknown): string {
  const lines: string[] = [];
  createLog({ write: (line) => lines.push(line) }).error(fields, "something happened");
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

describe("a log line", () => {
  it.each([
    ["beside the message", { password: marker }],
    ["deep inside", { a: { b: { c: { d: { clientSecret: marker } } } } }],
    ["in a list", { headers: [{ authorization: `Bearer ${marker}` }] }],
    ["in an object under a secret's name", { credentials: { value: marker } }],
    ["in an address", { url: `postgresql://ada:${marker}@db.example/app` }],
    ["in an error's message", { err: new Error(`cannot open postgresql://ada:${marker}@db.example/app`) }],
    ["in what a driver hangs on its error", { err: Object.assign(new Error("refused"), { config: { pass: marker } }) }],
    [
      "in the cause of a cause",
      {
        err: new Error("outer", {
          cause: new Error("inner", {
            cause: Object.assign(new Error("x"), { request: { body: `secret=${marker}` } }),
          }),
        }),
      },
    ],
    ["in one of several errors", { err: new AggregateError([Object.assign(new Error("x"), { input: marker })]) }],
  ])("holds no secret that stood %s", (_, fields) => expect(lineOf(fields)).not.toContain(marker));

  it("holds no address that could not be read", () => {
    let thrown: unknown;
    try {
      new URL(`postgresql//ada:${marker}@db.example`);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toHaveProperty("input");
    expect(lineOf({ err: thrown })).not.toContain(marker);
    expect(lineOf(thrown)).not.toContain(marker);
  });

  it("holds no row value that PostgreSQL quotes in its details", () => {
    const error = Object.assign(new pg.DatabaseError("duplicate key", 0, "error"), { detail: `Key (a)=(${marker})` });
    expect(lineOf({ err: error })).not.toContain(marker);
  });

  it("says what happened and why", () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
    const err = new SyncError("source-unreachable", { trait: "transient", details: { port: 1 }, cause });
    expect(JSON.parse(lineOf({ err, runId: "r-1" }))).toMatchObject({
      msg: "something happened",
      runId: "r-1",
      err: {
        type: "SyncError",
        code: "source-unreachable",
        message: "The database cannot be reached.",
        details: { port: 1 },
        stack: expect.stringContaining("log.test.ts") as unknown,
        cause: { message: "connect ECONNREFUSED 127.0.0.1:1", code: "ECONNREFUSED" },
      },
    });
  });

  it("stands although a value refers to itself", () => {
    const circle: Record<string, unknown> = { name: "x" };
    circle.self = circle;
    expect(lineOf({ circle })).toContain("[too deep]");
  });
});
