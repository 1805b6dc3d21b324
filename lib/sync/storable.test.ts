import { expect, it } from "vitest";
import { storable } from "./storable";

it("replaces what PostgreSQL cannot hold, wherever it stands", () => {
  const half = "\ud83d";
  expect(storable({ name: `a${half}b`, parts: [{ comment: "x\u0000y" }, null, 1, true] })).toEqual({
    name: "a\ufffdb",
    parts: [{ comment: "x\u2400y" }, null, 1, true],
  });
});

it("leaves everything else as it is", () => {
  const data = { name: "Größe 🙂", path: "C:\\u0000\\ud83d", none: null };
  expect(storable(data)).toEqual(data);
  const plain = { name: "Größe", line: "a\nb" };
  expect(storable(plain)).toBe(plain);
});
