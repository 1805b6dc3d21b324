import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { localKeys } from "./local-keys";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("keys are made once, fit the settings and stay the same", () => {
  const keys = localKeys(dataDir);
  expect(readEnv(keys)).toMatchObject(keys);
  expect(localKeys(dataDir)).toEqual(keys);
  expect(readdirSync(dataDir)).toEqual(["keys.json"]);
});

test("only the owner may read the keys", () => {
  localKeys(dataDir);
  expect(statSync(path.join(dataDir, "keys.json")).mode & 0o777).toBe(0o600);
});

test("a damaged key file is never replaced", () => {
  const file = path.join(dataDir, "keys.json");
  writeFileSync(file, '{"SYNCBRIDGE_SECRET_KEY":"short"');
  expect(() => localKeys(dataDir)).toThrow(expect.objectContaining({ code: "key-missing" }));
  expect(readFileSync(file, "utf8")).toBe('{"SYNCBRIDGE_SECRET_KEY":"short"');
});
