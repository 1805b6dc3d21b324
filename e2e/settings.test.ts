import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readEnv } from "@/lib/env";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** Names in lib/env.ts, in their order there. */
const settings = [...read("lib/env.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]+): (?:z|whole)\b/gm)].map(
  ([, name = ""]) => name,
);
const defaults: Record<string, unknown> = readEnv({});

const example = [...read(".env.example").matchAll(/^#?([A-Z][A-Z0-9_]+)=(.*)$/gm)];
const table = [...read("README.md").matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|([^|]*)\|/gm)];

test("the settings are found in lib/env.ts", () => {
  expect(settings).toContain("DATABASE_URL");
  expect(settings).toEqual(expect.arrayContaining(Object.keys(defaults)));
});

test(".env.example names every setting once and no other", () => {
  expect(example.map(([, name]) => name).sort()).toEqual([...settings].sort());
});

test("README lists every setting once and no other", () => {
  expect(table.map(([, name]) => name).sort()).toEqual([...settings].sort());
});

test.each(Object.entries(defaults))("the default of %s is the one that is documented", (name, value) => {
  expect(example.find(([, each]) => each === name)?.[2]).toBe(String(value));
  expect(
    table
      .find(([, each]) => each === name)?.[2]
      ?.replaceAll("`", "")
      .trim(),
  ).toBe(String(value));
});
