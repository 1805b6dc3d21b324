import { DatabaseError } from "pg";
import { describe, expect, it } from "vitest";
import { driverCodeOf, type Phase } from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";
import { classifyCode, toSyncError } from "./errors";

const table: readonly [driverCode: string | null, phase: Phase, code: string, trait: string][] = [
  ["28P01", "connect", "source-login", "halt"],
  ["28000", "connect", "source-login", "halt"],
  ["3D000", "connect", "source-database-missing", "halt"],
  ["53300", "connect", "source-busy", "transient"],
  ["57P03", "connect", "source-unreachable", "transient"],
  ["08006", "connect", "source-unreachable", "transient"],
  ["ENOTFOUND", "connect", "source-unreachable", "transient"],
  ["EAI_AGAIN", "connect", "source-unreachable", "transient"],
  ["ECONNREFUSED", "connect", "source-unreachable", "transient"],
  ["ETIMEDOUT", "connect", "source-unreachable", "transient"],
  ["EHOSTUNREACH", "connect", "source-unreachable", "transient"],
  ["ECONNRESET", "connect", "source-unreachable", "transient"],
  [null, "connect", "source-unreachable", "transient"],
  ["CERT_HAS_EXPIRED", "connect", "source-tls", "halt"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "connect", "source-tls", "halt"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "connect", "source-tls", "halt"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "connect", "source-tls", "halt"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "connect", "source-tls", "halt"],
  ["EPROTO", "connect", "source-tls", "halt"],
  ["ECONNRESET", "query", "source-interrupted", "transient"],
  ["EPIPE", "query", "source-interrupted", "transient"],
  ["ETIMEDOUT", "query", "source-interrupted", "transient"],
  [null, "query", "source-interrupted", "transient"],
  ["08006", "query", "source-interrupted", "transient"],
  ["57P01", "query", "source-interrupted", "transient"],
  ["57P02", "query", "source-interrupted", "transient"],
  ["25P03", "query", "source-interrupted", "transient"],
  ["57P05", "query", "source-interrupted", "transient"],
  ["57P04", "query", "source-database-missing", "halt"],
  ["57014", "query", "source-busy", "transient"],
  ["55P03", "query", "source-busy", "transient"],
  ["40001", "query", "source-busy", "transient"],
  ["40P01", "query", "source-busy", "transient"],
  ["53100", "query", "source-busy", "transient"],
  ["42501", "query", "source-permission", "halt"],
  ["42P01", "query", "source-object-missing", "halt"],
  ["42703", "query", "source-object-missing", "halt"],
  ["3F000", "query", "source-object-missing", "halt"],
  ["22P02", "query", "source-failed", "permanent"],
  ["42601", "query", "source-failed", "permanent"],
  ["XX000", "query", "source-failed", "permanent"],
];

describe("classifyCode", () => {
  it.each(table)("%s while in phase %s is %s, %s", (driverCode, phase, code, trait) => {
    expect(classifyCode(driverCode, phase)).toEqual([code, trait]);
  });
});

describe("toSyncError", () => {
  it("keeps the server's words, the place and the SQLSTATE", () => {
    const refused = new DatabaseError("permission denied for table orders", 0, "error");
    refused.code = "42501";
    const error = toSyncError(refused, "query", "reader@db:5432/shop");
    expect(error).toBeInstanceOf(SyncError);
    expect(error.message).toBe(
      "The database user may not read this (reader@db:5432/shop: permission denied for table orders).",
    );
    expect(error.details).toEqual({ where: "reader@db:5432/shop", driverCode: "42501" });
  });

  it("is not misled by what a message says", () => {
    expect(toSyncError(new Error("password authentication failed"), "query", "x").code).toBe("source-interrupted");
  });

  it("leaves what is classified already as it is", () => {
    const halt = new SyncError("source-too-old", { trait: "halt" });
    expect(toSyncError(halt, "query", "x")).toBe(halt);
  });

  it("names the code where several addresses failed without a message", () => {
    const several = Object.assign(new AggregateError([], ""), { code: "ECONNREFUSED" });
    expect(toSyncError(several, "connect", "x").message).toBe("The database cannot be reached (x: ECONNREFUSED).");
  });
});

describe("driverCodeOf", () => {
  it.each([
    [{ code: "42P01" }, "42P01"],
    [{ code: 7 }, null],
    [{ code: "" }, null],
    ["42P01", null],
    [null, null],
  ])("of %j is %s", (thrown, code) => {
    expect(driverCodeOf(thrown)).toBe(code);
  });
});
