import { describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { clockFound, connectedFindings, networkRemedy, probe, readableFound, refusedFindings } from "./findings";

const place = {
  host: "db.example.com",
  port: 5432,
  user: "reader",
  database: "shop",
  tls: { mode: "verify" as const },
};

const levels = (findings: readonly { readonly id: string; readonly level: string }[]) =>
  findings.map(({ id, level }) => `${id} ${level}`);

describe("findings of a connection", () => {
  it("passes all stages once it stands", () => {
    expect(levels(connectedFindings(place))).toEqual(["network ok", "tls ok", "login ok", "database ok"]);
  });

  it.each([
    ["off", "info"],
    ["require", "info"],
    ["verify", "ok"],
  ] as const)("says of TLS %s: %s", (mode, level) => {
    const found = connectedFindings({ ...place, tls: { mode } }).find(({ id }) => id === "tls");
    expect(found?.level).toBe(level);
  });

  it.each([
    ["source-unreachable", ["network error"]],
    ["source-tls", ["network ok", "tls error"]],
    ["source-login", ["network ok", "tls ok", "login error"]],
    ["source-database-missing", ["network ok", "tls ok", "login ok", "database error"]],
  ] as const)("tells what had passed before %s", (code, expected) => {
    const findings = refusedFindings(place, new SyncError(code, { trait: "halt" }), null);
    expect(levels(findings)).toEqual(expected);
    expect(findings.at(-1)?.remedy).toMatch(/\w/);
  });

  it("knows a better remedy for a name that is not known", () => {
    const unreachable = new SyncError("source-unreachable", { trait: "transient" });
    expect(refusedFindings(place, unreachable, networkRemedy("ENOTFOUND"))[0]?.remedy).toMatch(/spelling/);
    expect(networkRemedy("EPROTO")).toBeNull();
  });
});

describe("probe", () => {
  it("goes on after a probe that is refused", async () => {
    const findings = await probe(
      [
        { id: "version", run: async () => Promise.reject(new SyncError("source-permission", { trait: "halt" })) },
        { id: "clock", run: async () => [{ level: "ok", title: "Fine." }] },
      ],
      {},
      {},
      undefined,
    );
    expect(levels(findings)).toEqual(["version error", "clock ok"]);
  });

  it("does not hide a fault of our own", async () => {
    const broken = [{ id: "version", run: async () => Promise.reject(new TypeError("x is undefined")) }];
    await expect(probe(broken, {}, {}, undefined)).rejects.toThrow(TypeError);
  });
});

describe("clockFound", () => {
  it.each([
    [0, "ok", /agrees/],
    [-60_000, "warning", /behind/],
    [90_000, "warning", /ahead of/],
  ])("of a clock %i ms off", async (offset, level, title) => {
    const found = await clockFound(async () => Date.now() + offset);
    expect(found.level).toBe(level);
    expect(found.title).toMatch(title);
  });
});

describe("readableFound", () => {
  it.each([
    [0, 0, "error", "The user reader can read no table in this database."],
    [1, 1, "ok", "1 table or view in 1 schema can be read."],
    [12, 3, "ok", "12 tables and views in 3 schemas can be read."],
  ])("of %i tables in %i schemas", (tables, schemas, level, title) => {
    expect(readableFound({ user: "reader", tables, schemas, remedy: "Grant SELECT." })).toMatchObject({ level, title });
  });
});
