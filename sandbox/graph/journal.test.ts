import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal, readJournal } from "./journal";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "journal-"));
  path = join(dir, "j.jsonl");
});
afterEach(() => rmSync(dir, { recursive: true }));

function read(): unknown[] {
  const records: unknown[] = [];
  expect(readJournal(path, (record) => records.push(record))).toBe(records.length);
  return records;
}

describe("a journal", () => {
  it("gives back what was flushed, and nothing else", () => {
    const journal = new Journal(path);
    journal.append({ a: 1 });
    journal.append({ b: "ü\n" });
    journal.flush();
    journal.append({ c: 3 });
    expect(read()).toEqual([{ a: 1 }, { b: "ü\n" }]);
    journal.close();
    expect(read()).toHaveLength(3);
  });

  it("drops a torn last line, whatever its length, and goes on behind the whole ones", () => {
    const whole = `${JSON.stringify({ n: 1, text: "x".repeat(50) })}\n`;
    const torn = JSON.stringify({ n: 2, text: "ö".repeat(50) });
    for (let kept = 1; kept <= Buffer.byteLength(torn); kept += 7) {
      writeFileSync(path, whole);
      appendFileSync(path, Buffer.from(torn).subarray(0, kept));
      expect(read()).toHaveLength(1);
      const journal = new Journal(path);
      journal.append({ n: 3 });
      journal.close();
      expect(read()).toEqual([JSON.parse(whole), { n: 3 }]);
    }
  });

  it("reads lines longer than its buffer", () => {
    const journal = new Journal(path);
    for (let at = 0; at < 5; at++) journal.append({ at, text: "y".repeat(700_000) });
    journal.close();
    expect(read()).toHaveLength(5);
  });

  it("says where it is damaged when that is not its end", () => {
    writeFileSync(path, '{"a":1}\n{"b":\n{"c":3}\n');
    expect(read).toThrow("Line 2");
  });

  it("is rewritten whole", () => {
    const journal = new Journal(path);
    for (let at = 0; at < 100; at++) journal.append({ at });
    journal.flush();
    journal.rewrite([{ only: true }]);
    journal.append({ next: 1 });
    journal.close();
    expect(read()).toEqual([{ only: true }, { next: 1 }]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(3);
  });
});
