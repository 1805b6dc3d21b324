import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { SeenIdentities } from "./seen-identities";
import type { IdentityHash } from "./types";

const hashOf = (value: number) => createHash("sha256").update(String(value)).digest("hex") as IdentityHash;

it("knows each of 20,000 identities after the first time, and takes none for another", () => {
  const seen = new SeenIdentities();
  const hashes = Array.from({ length: 20_000 }, (_, index) => hashOf(index));
  expect(hashes.filter((hash) => !seen.add(hash))).toEqual([]);
  expect(hashes.filter((hash) => seen.add(hash))).toEqual([]);
});

it("tells hashes apart that agree in either half, and takes one of zeros", () => {
  const seen = new SeenIdentities();
  const hashes = ["0000000000000000", "0000000000000002", "0000000200000002", "ffffffff00000002", "ffffffffffffffff"];
  const padded = hashes.map((hash) => hash.padEnd(64, "0") as IdentityHash);
  expect(padded.map((hash) => seen.add(hash))).toEqual([true, true, true, true, true]);
  expect(padded.map((hash) => seen.add(hash))).toEqual([false, false, false, false, false]);
});
