import { describe, expect, it } from "vitest";
import type { Phase } from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";
import { classifyCode, toSyncError } from "./errors";

const table: readonly [errno: number | null, driverCode: string | null, phase: Phase, code: string, trait: string][] = [
  [1045, "ER_ACCESS_DENIED_ERROR", "connect", "source-login", "halt"],
  [1130, "ER_HOST_NOT_PRIVILEGED", "connect", "source-login", "halt"],
  [1698, "ER_ACCESS_DENIED_NO_PASSWORD_ERROR", "connect", "source-login", "halt"],
  [3118, "ER_ACCOUNT_HAS_BEEN_LOCKED", "connect", "source-login", "halt"],
  [1820, "ER_MUST_CHANGE_PASSWORD", "query", "source-login", "halt"],
  [null, "MYSQL_CLEAR_PASSWORD_NOT_ENABLED", "connect", "source-login", "halt"],
  [null, "AUTH_SWITCH_PLUGIN_ERROR", "connect", "source-login", "halt"],
  [1044, "ER_DBACCESS_DENIED_ERROR", "connect", "source-permission", "halt"],
  [1142, "ER_TABLEACCESS_DENIED_ERROR", "query", "source-permission", "halt"],
  [1143, "ER_COLUMNACCESS_DENIED_ERROR", "query", "source-permission", "halt"],
  [1227, "ER_SPECIFIC_ACCESS_DENIED_ERROR", "query", "source-permission", "halt"],
  [1049, "ER_BAD_DB_ERROR", "connect", "source-database-missing", "halt"],
  [1146, "ER_NO_SUCH_TABLE", "query", "source-object-missing", "halt"],
  [1054, "ER_BAD_FIELD_ERROR", "query", "source-object-missing", "halt"],
  [1205, "ER_LOCK_WAIT_TIMEOUT", "query", "source-busy", "transient"],
  [1213, "ER_LOCK_DEADLOCK", "query", "source-busy", "transient"],
  [1317, "ER_QUERY_INTERRUPTED", "query", "source-busy", "transient"],
  [1412, "ER_TABLE_DEF_CHANGED", "query", "source-busy", "transient"],
  [1969, null, "query", "source-busy", "transient"],
  [3024, "ER_QUERY_TIMEOUT", "query", "source-busy", "transient"],
  [1040, "ER_CON_COUNT_ERROR", "connect", "source-busy", "transient"],
  [1203, "ER_TOO_MANY_USER_CONNECTIONS", "connect", "source-busy", "transient"],
  [1226, "ER_USER_LIMIT_REACHED", "connect", "source-busy", "transient"],
  [1053, "ER_SERVER_SHUTDOWN", "query", "source-interrupted", "transient"],
  [1053, "ER_SERVER_SHUTDOWN", "connect", "source-unreachable", "transient"],
  [1927, null, "query", "source-interrupted", "transient"],
  [4031, "ER_CLIENT_INTERACTION_TIMEOUT", "query", "source-interrupted", "transient"],
  [null, "PROTOCOL_CONNECTION_LOST", "query", "source-interrupted", "transient"],
  [null, "PROTOCOL_CONNECTION_LOST", "connect", "source-unreachable", "transient"],
  [1129, "ER_HOST_IS_BLOCKED", "connect", "source-unreachable", "transient"],
  [null, "ECONNREFUSED", "connect", "source-unreachable", "transient"],
  [null, "ENOTFOUND", "connect", "source-unreachable", "transient"],
  [null, "ETIMEDOUT", "connect", "source-unreachable", "transient"],
  [null, "ECONNRESET", "query", "source-interrupted", "transient"],
  [null, null, "query", "source-interrupted", "transient"],
  [null, "HANDSHAKE_NO_SSL_SUPPORT", "connect", "source-tls", "halt"],
  [null, "HANDSHAKE_SSL_ERROR", "connect", "source-tls", "halt"],
  [3159, "ER_SECURE_TRANSPORT_REQUIRED", "connect", "source-tls", "halt"],
  [1064, "ER_PARSE_ERROR", "query", "source-failed", "permanent"],
  [9999, "SOMETHING_NEW", "query", "source-failed", "permanent"],
  [null, "SOMETHING_NEW", "query", "source-failed", "permanent"],
];

describe("classifyCode", () => {
  it.each(table)("errno %s, code %s while in %s is %s (%s)", (errno, driverCode, phase, code, trait) => {
    expect(classifyCode(errno, driverCode, phase)).toEqual([code, trait]);
  });
});

describe("toSyncError", () => {
  it("keeps the server's words, the place and the code", () => {
    const cause = Object.assign(new Error("Table 'shop.orders' doesn't exist"), {
      errno: 1146,
      code: "ER_NO_SUCH_TABLE",
    });
    expect(toSyncError(cause, "query", "reader@db:3306/shop")).toMatchObject({
      code: "source-object-missing",
      message: "The table or a column no longer exists (reader@db:3306/shop: Table 'shop.orders' doesn't exist).",
      details: { where: "reader@db:3306/shop", driverCode: "ER_NO_SUCH_TABLE" },
    });
  });

  it("R6: pays no attention to the words of a message", () => {
    const cause = Object.assign(new Error("Access denied"), { errno: 1213, code: "ER_LOCK_DEADLOCK" });
    expect(toSyncError(cause, "query", "db").code).toBe("source-busy");
  });

  it("takes Node's negative numbers for what they are", () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { errno: -111, code: "ECONNREFUSED" });
    expect(toSyncError(cause, "connect", "db").code).toBe("source-unreachable");
  });

  it("leaves what is classified already", () => {
    const error = new SyncError("source-tls", { trait: "halt" });
    expect(toSyncError(error, "query", "db")).toBe(error);
  });
});
