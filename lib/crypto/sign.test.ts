import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSigned, sign } from "./sign";

const key = randomBytes(32);
const keyring = { current: key, others: [] };

describe("a signature", () => {
  const signature = sign(keyring, "said", "context");

  it("proves the text in its context", () => {
    expect(isSigned(keyring, "said", "context", signature)).toBe(true);
  });

  it.each([
    ["another text", "unsaid", "context", signature],
    ["another context", "said", "elsewhere", signature],
    ["no signature", "said", "context", ""],
    ["a signature that was cut", "said", "context", signature.slice(0, -4)],
  ])("does not prove %s", (_, text, context, given) => {
    expect(isSigned(keyring, text, context, given)).toBe(false);
  });

  it("holds while the key that made it is still known, and under no other", () => {
    const rotated = { current: randomBytes(32), others: [key] };
    expect(isSigned(rotated, "said", "context", signature)).toBe(true);
    expect(isSigned({ ...rotated, others: [] }, "said", "context", signature)).toBe(false);
  });
});
