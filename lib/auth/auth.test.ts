import { describe, expect, it } from "vitest";
import { localPath } from "./local-path";
import { rolesFromClaim } from "./roles";
import { isSessionCookie } from "./session-cookie";
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

describe("errors of the sign-in", () => {
  it("has words for what next-auth reports", () => expect(signInError("AccessDenied")?.remedy).toContain("Entra ID"));
  it("has words for what it never heard of", () => expect(signInError("Brandnew")?.title).toBe("The sign-in failed."));
  it("has none for no error", () => expect(signInError(undefined)).toBeNull());
});
