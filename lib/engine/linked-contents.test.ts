import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { LinkedContents } from "./linked-contents";
import type { ContentHash, IdentityHash } from "./types";

const hashOf = (value: string) => createHash("sha256").update(value).digest("hex");
const identityOf = (value: number) => hashOf(`identity ${value}`) as IdentityHash;
const contentOf = (value: number) => hashOf(`content ${value}`) as ContentHash;
const digestsOf = (hashes: readonly (readonly [string, string])[]) =>
  Buffer.from(hashes.map(([identity, content]) => identity.slice(0, 16) + content.slice(0, 16)).join(""), "hex");
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

it("knows 20,000 entries by identity and content, and nothing else", () => {
  const linked = new LinkedContents(20_000);
  for (const start of [0, 10_000])
    linked.add(digestsOf(numbers(start, start + 10_000).map((n) => [identityOf(n), contentOf(n)])));
  expect(numbers(0, 20_000).filter((n) => !linked.holds(identityOf(n), contentOf(n)))).toEqual([]);
  expect(numbers(0, 20_000).filter((n) => linked.holds(identityOf(n), contentOf(n + 1)))).toEqual([]);
  expect(numbers(20_000, 30_000).filter((n) => linked.holds(identityOf(n), contentOf(n)))).toEqual([]);
});

it("tells each of its identities from the second time it is met, and holds its content still", () => {
  const linked = new LinkedContents(1_000);
  linked.add(digestsOf(numbers(0, 1_000).map((n) => [identityOf(n), contentOf(n)])));
  expect(numbers(0, 1_000).filter((n) => linked.meet(identityOf(n)) !== true)).toEqual([]);
  expect(numbers(0, 1_000).filter((n) => linked.meet(identityOf(n)) !== false)).toEqual([]);
  expect(numbers(0, 1_000).filter((n) => !linked.holds(identityOf(n), contentOf(n)))).toEqual([]);
  expect(numbers(1_000, 2_000).filter((n) => linked.meet(identityOf(n)) !== null)).toEqual([]);
});

it("takes no more entries than it has room for", () => {
  const linked = new LinkedContents(10);
  linked.add(digestsOf(numbers(0, 9).map((n) => [identityOf(n), contentOf(n)])));
  expect(linked.isFull).toBe(false);
  linked.add(digestsOf(numbers(9, 30).map((n) => [identityOf(n), contentOf(n)])));
  expect(linked.isFull).toBe(true);
  expect(numbers(0, 30).filter((n) => linked.holds(identityOf(n), contentOf(n)))).toEqual(numbers(0, 10));
});

it("tells hashes apart that agree in either half, takes one of zeros, and knows none of two that share both", () => {
  const linked = new LinkedContents(6);
  const padded = (hash: string) => hash.padEnd(64, "0");
  const identities = ["0000000000000000", "0000000000000002", "0000000200000002", "ffffffff00000002"].map(padded);
  linked.add(digestsOf(identities.map((identity, n) => [identity, contentOf(n)])));
  expect(identities.map((identity, n) => linked.holds(identity as IdentityHash, contentOf(n)))).toEqual(
    identities.map(() => true),
  );
  const twin = `${"0".repeat(15)}2`.padEnd(64, "f");
  linked.add(digestsOf([[twin, contentOf(9)]]));
  expect([1, 9].map((n) => linked.holds(twin as IdentityHash, contentOf(n)))).toEqual([false, false]);
});
