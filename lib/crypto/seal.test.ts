import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Keyring, keyId, open, readKeyring, rewrap, seal } from "./seal";

const key = randomBytes(32);
const keys: Keyring = { current: key, others: [] };
const place = "database_instances.db_password";

describe("sealed secrets", () => {
  it("open under the same key and place, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (secret) => open(keys, seal(key, secret, place), place) === secret),
    );
  });

  it("never look the same twice and never hold the plain text", () => {
    const sealed = seal(key, "hunter2-hunter2", place);
    expect(sealed).not.toBe(seal(key, "hunter2-hunter2", place));
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("hunter2");
    expect(sealed).not.toContain("hunter2");
  });

  it("name the key they were sealed under when it is not there", () => {
    const [another, third] = [randomBytes(32), randomBytes(32)];
    const sealed = seal(key, "x", place);
    expect(() => open({ current: another, others: [] }, sealed, place)).toThrow(
      `This secret was sealed under the key ${keyId(key)}, but this process has the key ${keyId(another)}.`,
    );
    expect(() => open({ current: another, others: [third] }, sealed, place)).toThrow(
      `but this process has the keys ${keyId(another)}, ${keyId(third)}.`,
    );
  });

  it("do not open in another place or when altered", () => {
    const sealed = seal(key, "x", place);
    expect(() => open(keys, sealed, "sharepoint_connections.client_secret")).toThrow("altered or moved");
    expect(() => open(keys, `${sealed.slice(0, -4)}AAAA`, place)).toThrow("altered or moved");
    expect(() => open(keys, "plain", place)).toThrow("form of a sealed one");
  });
});

describe("another key", () => {
  const next = randomBytes(32);

  it("takes over without touching the sealed secret, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (secret) => {
        const former = seal(key, secret, place);
        const renewed = rewrap({ current: next, others: [key] }, former, place);
        expect(renewed.split(".")[1]).toBe(keyId(next));
        expect(renewed.split(".")[3]).toBe(former.split(".")[3]);
        return open({ current: next, others: [] }, renewed, place) === secret;
      }),
    );
  });

  it("leaves both forms readable for whoever has both keys", () => {
    const former = seal(key, "x", place);
    const renewed = rewrap({ current: next, others: [key] }, former, place);
    for (const ring of [
      { current: key, others: [next] },
      { current: next, others: [key] },
    ]) {
      expect([former, renewed].map((sealed) => open(ring, sealed, place))).toEqual(["x", "x"]);
    }
    expect(() => open(keys, renewed, place)).toThrow(keyId(next));
  });

  it("cannot take over what does not open, or stands in another place", () => {
    expect(() => rewrap({ current: next, others: [] }, seal(key, "x", place), place)).toThrow(keyId(key));
    expect(() => rewrap({ current: next, others: [key] }, seal(key, "x", place), "elsewhere.column")).toThrow(
      "altered or moved",
    );
  });

  it("is read from the settings, several parted by commas", () => {
    const text = [key, next].map((each) => each.toString("base64"));
    expect(readKeyring(text[0] ?? "", ` ${text[1]} , ${text[0]}`)).toEqual({ current: key, others: [next, key] });
    expect(readKeyring(text[0] ?? "", "")).toEqual(keys);
    expect(() => readKeyring(text[0] ?? "", "short")).toThrow("32 bytes");
  });
});
