import { expect, it } from "vitest";
import { noCounts } from "./counts";
import { prefixesOf } from "./hash-words";
import type { RunStore } from "./ports";
import { Spool } from "./spool";
import type { IdentityHash } from "./types";

type Stored = Parameters<RunStore["spool"]>[0];

function spoolInto(stored: Stored[]) {
  return new Spool({
    spool: async (page) => {
      stored.push(page);
    },
  });
}

const hashes = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => (from + index).toString(16).padStart(64, "0") as IdentityHash);
const prefixes = (count: number, from = 0) =>
  prefixesOf(hashes(count, from).map((hash) => hash.slice(-16) as IdentityHash));
const seen = (count: number, from = 0) => ({
  operations: [],
  rejections: [],
  resolved: [],
  seen: prefixes(count, from),
});

it("keeps pages that need nothing until they are many, and stores them as one with the counts of the last", async () => {
  const stored: Stored[] = [];
  const spool = spoolInto(stored);
  for (let page = 0; page < 10; page++)
    await spool.add(seen(1_000, page * 1_000), { ...noCounts, rowsRead: (page + 1) * 1_000 });
  expect(stored).toHaveLength(1);
  expect(stored[0]?.seen).toEqual(prefixes(10_000));
  expect(stored[0]?.counts.rowsRead).toBe(10_000);
});

it("stores what was kept back when asked, once", async () => {
  const stored: Stored[] = [];
  const spool = spoolInto(stored);
  await spool.add({ ...seen(1), resolved: hashes(1, 7) }, { ...noCounts, rowsRead: 1 });
  expect(stored).toEqual([]);
  await spool.flush();
  await spool.flush();
  expect(stored).toEqual([{ ...seen(1), resolved: hashes(1, 7), counts: { ...noCounts, rowsRead: 1 } }]);
  expect(spool.counts.rowsRead).toBe(1);
});

it("does not let changes wait for the next page", async () => {
  const stored: Stored[] = [];
  const spool = spoolInto(stored);
  await spool.add({ ...seen(0), resolved: hashes(1_000) }, noCounts);
  expect(stored).toHaveLength(1);
});
