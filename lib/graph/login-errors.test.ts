import { describe, expect, it } from "vitest";
import { toLoginError } from "./login-errors";
import { toNetworkError, wasNeverSent } from "./network-errors";

const answer = (
  error: string,
  number: number,
  description = `AADSTS${number}: Text. Trace ID: abc\r\nCorrelation ID: def`,
) => ({
  status: 401,
  error,
  numbers: [number],
  description,
});

describe("toLoginError", () => {
  it.each([
    ["invalid_client", 7000215, "not its id"],
    ["invalid_client", 7000222, "expired"],
    ["unauthorized_client", 700016, "client id"],
    ["invalid_request", 90002, "tenant id"],
    ["invalid_scope", 70011, "/.default"],
  ])("gives %s %i a halting login error with its own remedy", (error, number, hint) => {
    const made = toLoginError(new Error("prose"), answer(error, number));
    expect([made.code, made.trait]).toEqual(["graph-login", "halt"]);
    expect(made.remedy).toContain(hint);
    expect(made.message).toBe(`Entra ID refused the login: AADSTS${number}: Text.`);
  });

  it("falls back to the general remedy for numbers it does not know", () => {
    expect(toLoginError(new Error(), answer("invalid_client", 1)).remedy).toContain("valid client secret");
  });

  it("treats a server error as transient, an unreadable refusal as a halt", () => {
    const bare = (status: number) => toLoginError(new Error(), { status, error: null, numbers: [], description: null });
    expect(bare(503)).toMatchObject({ code: "graph-unavailable", trait: "transient" });
    expect(bare(404)).toMatchObject({ code: "graph-login", trait: "halt" });
  });

  it("calls silence unreachable and names the network's code", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    const made = toLoginError(new Error("outer", { cause: refused }), null);
    expect(made).toMatchObject({ code: "graph-unreachable", trait: "transient" });
    expect(made.message).toContain("ECONNREFUSED");
  });
});

describe("toNetworkError", () => {
  const failed = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });

  it("knows failures before sending from those after", () => {
    expect(wasNeverSent(failed("ECONNREFUSED"))).toBe(true);
    expect(wasNeverSent(failed("DEPTH_ZERO_SELF_SIGNED_CERT"))).toBe(true);
    expect(wasNeverSent(failed("ECONNRESET"))).toBe(false);
    expect(wasNeverSent(failed("UND_ERR_SOCKET"))).toBe(false);
    expect(wasNeverSent(new Error("unknown"))).toBe(false);
  });

  it("puts a write in doubt unless it was never sent", () => {
    expect(toNetworkError(failed("ECONNRESET"), false, "POST /x").code).toBe("graph-in-doubt");
    expect(toNetworkError(failed("ENOTFOUND"), false, "POST /x").code).toBe("graph-unreachable");
    expect(toNetworkError(failed("ECONNRESET"), true, "GET /x").code).toBe("graph-unreachable");
  });
});
