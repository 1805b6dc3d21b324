import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyId, open, seal } from "./seal";

const key = randomBytes(32);
const place = "database_instances.db_password";

describe("sealed secrets", () => {
  it("open under the same key and place, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (secret) => open(key, seal(key, secret, place), place) === secret),
    );
  });

  it("never look the same twice and never hold the plain text", () => {
    const sealed = seal(key, "hunter2-hunter2", place);
    expect(sealed).not.toBe(seal(key, "hunter2-hunter2", place));
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("hunter2");
    expect(sealed).not.toContain("hunter2");
  });

  it("name the key they were sealed under when another one is used", () => {
    const another = randomBytes(32);
    expect(() => open(another, seal(key, "x", place), place)).toThrow(
      `This secret was sealed under the key ${keyId(key)}, but SYNCBRIDGE_SECRET_KEY holds the key ${keyId(another)}.`,
    );
  });

  it("do not open in another place or when altered", () => {
    const sealed = seal(key, "x", place);
    expect(() => open(key, sealed, "sharepoint_connections.client_secret")).toThrow("altered or moved");
    expect(() => open(key, `${sealed.slice(0, -4)}AAAA`, place)).toThrow("altered or moved");
    expect(() => open(key, "plain", place)).toThrow("form of a sealed one");
  });
});
