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

const meetingsOf = (linked: LinkedContents, rows: readonly number[], content = contentOf) =>
  new Set(rows.map((n) => linked.meet(identityOf(n), content(n))));

it("knows 20,000 entries by identity and content, and nothing else", () => {
  const linked = new LinkedContents(20_000);
  for (const start of [0, 10_000])
    linked.add(digestsOf(numbers(start, start + 10_000).map((n) => [identityOf(n), contentOf(n)])));
  expect(meetingsOf(linked, numbers(0, 10_000))).toEqual(new Set(["unchanged"]));
  expect(meetingsOf(linked, numbers(10_000, 19_000), (n) => contentOf(n + 1))).toEqual(new Set(["changed"]));
  expect(new Set(numbers(19_000, 20_000).map((n) => linked.meet(identityOf(n), null)))).toEqual(new Set(["changed"]));
  expect(meetingsOf(linked, numbers(20_000, 30_000))).toEqual(new Set(["unknown"]));
});

it("tells each of its identities from the second time it is met, whatever its content", () => {
  const linked = new LinkedContents(1_000);
  linked.add(digestsOf(numbers(0, 1_000).map((n) => [identityOf(n), contentOf(n)])));
  expect(meetingsOf(linked, numbers(0, 1_000), (n) => contentOf(n + (n % 2)))).toEqual(
    new Set(["unchanged", "changed"]),
  );
  expect(meetingsOf(linked, numbers(0, 1_000))).toEqual(new Set(["again"]));
});

it("takes no more entries than it has room for", () => {
  const linked = new LinkedContents(10);
  linked.add(digestsOf(numbers(0, 9).map((n) => [identityOf(n), contentOf(n)])));
  expect(linked.isFull).toBe(false);
  linked.add(digestsOf(numbers(9, 30).map((n) => [identityOf(n), contentOf(n)])));
  expect(linked.isFull).toBe(true);
  expect(numbers(0, 30).filter((n) => linked.meet(identityOf(n), contentOf(n)) === "unchanged")).toEqual(
    numbers(0, 10),
  );
});

it("tells hashes apart that agree in either half, leaves out what looks like a free place, and knows none of two that share both", () => {
  const padded = (hash: string) => hash.padEnd(64, "0");
  const identities = ["0000000000000001", "0000000000000002", "0000000200000002", "ffffffff00000002"].map(padded);
  const filled = () => {
    const linked = new LinkedContents(6);
    linked.add(digestsOf(identities.map((identity, n) => [identity, contentOf(n)])));
    return linked;
  };
  const meet = (linked: LinkedContents, identity: string, n: number) =>
    linked.meet(identity as IdentityHash, contentOf(n));
  const linked = filled();
  expect(new Set(identities.map((identity, n) => meet(linked, identity, n)))).toEqual(new Set(["unchanged"]));
  const free = padded("0000000100000000");
  linked.add(digestsOf([[free, contentOf(9)]]));
  expect([meet(linked, free, 9), meet(linked, free, 9)]).toEqual(["unknown", "unknown"]);
  const twin = `${"0".repeat(15)}2`.padEnd(64, "f");
  for (const n of [1, 9]) {
    const both = filled();
    both.add(digestsOf([[twin, contentOf(9)]]));
    expect(meet(both, twin, n)).toBe("changed");
  }
});

it("tells the identities that were met, each once, with whatever content, and no other", () => {
  const linked = new LinkedContents(25_000);
  linked.add(digestsOf(numbers(0, 25_000).map((n) => [identityOf(n), contentOf(n)])));
  expect([...linked.met()]).toEqual([]);
  for (const n of numbers(0, 20_001)) linked.meet(identityOf(n), contentOf(n + (n % 2)));
  linked.meet(identityOf(7), contentOf(7));
  const told = [...linked.met()].map((part) => Buffer.from(part).toString("hex").match(/.{16}/g) ?? []);
  expect(told.map((part) => part.length)).toEqual([10_000, 10_000, 1]);
  expect(told.flat().sort()).toEqual(
    numbers(0, 20_001)
      .map((n) => identityOf(n).slice(0, 16))
      .sort(),
  );
});
