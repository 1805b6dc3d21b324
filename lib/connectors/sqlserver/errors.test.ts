import { describe, expect, it } from "vitest";
import { SyncError } from "@/lib/errors/app-error";
import { causeCodeOf, isRefusal, noteLoginErrors, toSyncError } from "./errors";
import { quotedIn, rowRefusalCodeOf, rowRefusalOf } from "./row-refusal";

const thrown = (properties: object, message = "said the server") => Object.assign(new Error(message), properties);
const numbered = (number: number) => thrown({ code: "EREQUEST", number });

describe("errors of statements", () => {
  it.each([
    [18456, "source-login", "halt"],
    [18488, "source-login", "halt"],
    [4060, "source-database-missing", "halt"],
    [916, "source-permission", "halt"],
    [229, "source-permission", "halt"],
    [230, "source-permission", "halt"],
    [297, "source-permission", "halt"],
    [300, "source-permission", "halt"],
    [208, "source-object-missing", "halt"],
    [207, "source-object-missing", "halt"],
    [4902, "source-object-missing", "halt"],
    [1205, "source-busy", "transient"],
    [41302, "source-busy", "transient"],
    [41325, "source-busy", "transient"],
    [1222, "source-busy", "transient"],
    [3960, "source-busy", "transient"],
    [3961, "source-busy", "transient"],
    [40501, "source-busy", "transient"],
    [49918, "source-busy", "transient"],
    [40613, "source-unreachable", "transient"],
    [4221, "source-unreachable", "transient"],
    [615, "source-unreachable", "transient"],
    [926, "source-unreachable", "transient"],
    [8628, "source-busy", "transient"],
    [233, "source-interrupted", "transient"],
    [10053, "source-interrupted", "transient"],
    [10054, "source-interrupted", "transient"],
    [8134, "source-failed", "permanent"],
    [2627, "source-failed", "permanent"],
  ])("by number: %i is %s", (number, code, trait) => {
    expect(toSyncError(numbered(number), "query", "here")).toMatchObject({
      code,
      trait,
      details: { where: "here", driverCode: String(number) },
    });
  });

  it.each([
    [{ code: "ETIMEOUT" }, "source-busy", "source-unreachable"],
    [{ code: "ECLOSE" }, "source-interrupted", "source-unreachable"],
    [{ code: "ECONNCLOSED" }, "source-interrupted", "source-unreachable"],
    [{ code: "ENOTOPEN" }, "source-interrupted", "source-unreachable"],
    [{ code: "EINSTLOOKUP" }, "source-unreachable", "source-unreachable"],
    [{ code: "ELOGIN" }, "source-login", "source-login"],
    [{ code: "EENCRYPT" }, "source-tls", "source-tls"],
    [{ code: "ESOCKET" }, "source-interrupted", "source-unreachable"],
    [{ code: "ESOCKET", cause: thrown({ code: "ECONNRESET" }) }, "source-interrupted", "source-unreachable"],
    [{ code: "ESOCKET", cause: thrown({ code: "ECONNREFUSED" }) }, "source-interrupted", "source-unreachable"],
    [{ code: "ESOCKET", cause: thrown({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }) }, "source-tls", "source-tls"],
    [{ code: "ESOCKET", cause: thrown({ code: "ERR_TLS_CERT_ALTNAME_INVALID" }) }, "source-tls", "source-tls"],
    [
      { code: "ESOCKET", originalError: thrown({ cause: thrown({ code: "ENOTFOUND" }) }) },
      "source-interrupted",
      "source-unreachable",
    ],
    [{ code: "EINSTLOOKUP", cause: thrown({ code: "ENOTFOUND" }) }, "source-interrupted", "source-unreachable"],
    [{ code: "EREQUEST" }, "source-failed", "source-failed"],
  ])("by code: %o in a statement and while connecting", (properties, inQuery, inConnect) => {
    const error = thrown(properties);
    expect(toSyncError(error, "query", "here").code).toBe(inQuery);
    expect(toSyncError(error, "connect", "here").code).toBe(inConnect);
  });

  it("of several errors for one statement the first that is known decides", () => {
    const several = new AggregateError([numbered(8180), numbered(207), numbered(229)]);
    expect(toSyncError(several, "query", "here")).toMatchObject({
      code: "source-object-missing",
      message: expect.stringContaining("said the server"),
      details: { driverCode: "207" },
    });
  });

  it("of a refused login the numbers that the driver forgot decide", () => {
    const login = thrown({ code: "ELOGIN" });
    noteLoginErrors(login, [4060, 18456]);
    const wrapped = thrown({ code: "ELOGIN", originalError: login });
    expect(toSyncError(wrapped, "connect", "here")).toMatchObject({
      code: "source-database-missing",
      details: { driverCode: "4060" },
    });
  });

  it("R6: by nothing that the message says", () => {
    expect(toSyncError(thrown({}, "Login failed. Deadlock. Invalid object name."), "query", "here").code).toBe(
      "source-failed",
    );
    expect(causeCodeOf(thrown({}))).toBeNull();
  });

  it("tells a refusal from a connection that broke", () => {
    expect(isRefusal(toSyncError(numbered(229), "query", "here"))).toBe(true);
    expect(isRefusal(toSyncError(thrown({ code: "ECLOSE" }), "query", "here"))).toBe(false);
    expect(isRefusal(new Error("a fault of ours"))).toBe(false);
  });
});

describe("refusals of a row", () => {
  it.each([
    [2627, "row-not-unique"],
    [2601, "row-not-unique"],
    [547, "row-check"],
    [515, "row-null"],
    [8152, "row-too-long"],
    [2628, "row-too-long"],
    [220, "row-out-of-range"],
    [242, "row-out-of-range"],
    [248, "row-out-of-range"],
    [8115, "row-out-of-range"],
    [241, "row-value-invalid"],
    [245, "row-value-invalid"],
    [8114, "row-value-invalid"],
    [8169, "row-value-invalid"],
    [9420, "row-value-invalid"],
    [271, "row-column-readonly"],
    [272, "row-column-readonly"],
    [273, "row-column-readonly"],
    [544, "row-column-readonly"],
    [8102, "row-column-readonly"],
    [13536, "row-column-readonly"],
    [3609, "row-refused"],
    [50000, "row-refused"],
    [50123, "row-refused"],
  ])("%i is %s", (number, code) => {
    expect(rowRefusalCodeOf(number)).toBe(code);
    expect(rowRefusalOf(toSyncError(numbered(number), "query", "here"))).toEqual({
      code,
      number,
      message: "said the server",
    });
  });

  it.each([208, 229, 1205, 1222, 102])("%i is none", (number) => {
    expect(rowRefusalOf(toSyncError(numbered(number), "query", "here"))).toBeNull();
  });

  it("comes first from the trigger, then from the transaction that it ended", () => {
    const error = new AggregateError([thrown({ number: 50000 }, "not today"), thrown({ number: 3609 }, "ended")]);
    expect(rowRefusalOf(toSyncError(error, "query", "here"))).toEqual({
      code: "row-refused",
      number: 50000,
      message: "not today",
    });
    expect(rowRefusalOf(new SyncError("source-busy", { trait: "transient", cause: error }))).toBeNull();
  });

  it("names the constraint that the message quotes, the longest of them", () => {
    const message = 'conflicted with the CHECK constraint "CK_a_b". Table "dbo.orders".';
    expect(quotedIn(message, ["CK_a", "CK_a_b", "orders"])).toBe("CK_a_b");
    expect(quotedIn("Violation of PRIMARY KEY constraint 'PK'.", ["PK", "IX"])).toBe("PK");
    expect(quotedIn("Something else.", ["PK"])).toBeNull();
  });
});
