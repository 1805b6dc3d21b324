import { describe, expect, it } from "vitest";
import { likePatterns } from "@/lib/connectors/sql/config";
import { postgresConfigSchema } from "./config";
import { measuresOf } from "./measures";
import { versionText } from "./version";

const least = { host: "db.example.com", database: "shop", user: "reader", password: "secret" };

describe("postgresConfigSchema", () => {
  it("fills in what is usual", () => {
    expect(postgresConfigSchema.parse(least)).toEqual({
      ...least,
      port: 5432,
      tls: { mode: "off" },
      connectTimeoutMs: 10_000,
      statementTimeoutMs: 60_000,
      applicationName: "SyncBridge",
    });
  });

  it.each([
    ["no host", { host: " " }, "Enter the host name or address of the server."],
    ["no password", { password: "" }, "Enter the user's password."],
    ["a certificate that is none", { tls: { mode: "verify", ca: "abc" } }, /begins with BEGIN CERTIFICATE/],
  ])("refuses %s with a sentence", (_, wrong, message) => {
    const parsed = postgresConfigSchema.safeParse({ ...least, ...wrong });
    expect(parsed.error?.issues[0]?.message).toMatch(message);
  });

  it.each([{ port: 0 }, { port: 65_536 }, { port: 1.5 }, { tls: { mode: "maybe" } }])("refuses %j", (wrong) => {
    expect(postgresConfigSchema.safeParse({ ...least, ...wrong }).success).toBe(false);
  });
});

describe("likePatterns", () => {
  it("turns stars and question marks into LIKE and takes the rest literally", () => {
    expect(likePatterns(["sales_*", "a?c", "100%", "back\\slash"])).toEqual([
      "sales\\_%",
      "a_c",
      "100\\%",
      "back\\\\slash",
    ]);
  });

  it("means all when there are none", () => {
    expect(likePatterns([])).toBeNull();
    expect(likePatterns(undefined)).toBeNull();
  });
});

describe("measuresOf", () => {
  it.each([
    ["varchar", 14, { maxLength: 10, precision: null, scale: null }],
    ["bit", 3, { maxLength: 3, precision: null, scale: null }],
    ["numeric", ((12 << 16) | 2) + 4, { maxLength: null, precision: 12, scale: 2 }],
    ["numeric", ((2 << 16) | (-3 & 0x7ff)) + 4, { maxLength: null, precision: 2, scale: -3 }],
    ["timestamptz", 3, { maxLength: null, precision: 3, scale: null }],
    ["numeric", -1, { maxLength: null, precision: null, scale: null }],
    ["text", -1, { maxLength: null, precision: null, scale: null }],
  ])("of %s with modifier %i", (name, typmod, measures) => {
    expect(measuresOf({ name, isBuiltIn: true }, typmod)).toEqual(measures);
  });
});

describe("versionText", () => {
  it.each([
    [180004, "18.4"],
    [130000, "13.0"],
    [90624, "9.6"],
    [80002, "8.0"],
  ])("of %i is %s", (version, text) => {
    expect(versionText(version)).toBe(text);
  });
});
