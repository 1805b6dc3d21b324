import { describe, expect, it } from "vitest";
import { localPath } from "./local-path";
import { rolesFromClaim } from "./roles";
import { isSessionCookie } from "./session-cookie";
import { personOfToken } from "./session-token";
import { signInError } from "./sign-in-errors";

describe("roles of a token", () => {
  it.each([
    [["SyncBridge.Steward"], ["Steward"]],
    [
      ["SyncBridge.Admin", "SyncBridge.Viewer", "SyncBridge.Viewer"],
      ["Viewer", "Admin"],
    ],
    [["Admin", "Other.Admin", "SyncBridge.Emperor"], []],
    [undefined, []],
    ["SyncBridge.Admin", []],
    [[1, "SyncBridge.Admin"], []],
  ])("%j mean %j", (claim, roles) => expect(rolesFromClaim(claim)).toEqual(roles));
});

describe("where to go after signing in", () => {
  it.each([
    ["/runs?state=failed#top", "/runs?state=failed#top"],
    ["/", "/"],
    [undefined, "/"],
    ["", "/"],
    ["https://elsewhere.example/runs", "/"],
    ["//elsewhere.example", "/"],
    ["/\\elsewhere.example", "/"],
    ["/\t/elsewhere.example", "/"],
    ["/.//elsewhere.example", "/"],
    ["/runs/..//elsewhere.example", "/"],
    ["/%2e//elsewhere.example", "/"],
    [["/runs", "//elsewhere.example"], "/"],
    ["javascript:alert(1)", "/"],
    ["runs", "/"],
  ])("%j leads to %j", (target, path) => expect(localPath(target)).toBe(path));
});

describe("session cookies", () => {
  it.each([
    ["next-auth.session-token", true],
    ["__Secure-next-auth.session-token", true],
    ["__Secure-next-auth.session-token.1", true],
    ["next-auth.csrf-token", false],
    ["next-auth.session-token-copy", false],
  ])("%s: %s", (name, expected) => expect(isSessionCookie(name)).toBe(expected));
});

describe("the end of a session", () => {
  const person = { userId: "u-1", name: "Ada", email: null, roles: ["Admin" as const] };
  const hour = 3_600_000;

  it("comes eight hours after the sign-in, however often the token is renewed", () => {
    const renewed = { person, signedInAt: 10 * hour, iat: 17 * 3_600, exp: 25 * 3_600 };
    expect(personOfToken(renewed, 18 * hour - 1)).toEqual(person);
    expect(personOfToken(renewed, 18 * hour)).toBeNull();
  });

  it("has come for a token that does not say when the sign-in was", () => {
    expect(personOfToken({ person }, 0)).toBeNull();
    expect(personOfToken({ signedInAt: 0 }, 0)).toBeNull();
  });
});

describe("errors of the sign-in", () => {
  it("has words for what next-auth reports", () => expect(signInError("AccessDenied")?.remedy).toContain("Entra ID"));
  it("has words for what it never heard of", () => expect(signInError("Brandnew")?.title).toBe("The sign-in failed."));
  it("takes no code for a name that every object has", () =>
    expect(signInError("constructor")?.title).toBe("The sign-in failed."));
  it("takes the first of several codes", () =>
    expect(signInError(["AccessDenied", "Callback"])?.title).toContain("did not let you in"));
  it("has none for no error", () => expect(signInError(undefined)).toBeNull());
});
