import { expect, it } from "vitest";
import { oneLine, textTable, widthOf } from "./terminal-text";

it("shows what a terminal would obey instead of sending it", () => {
  expect(oneLine("a\u001b[2Jb\u0007")).toBe("a\\u{1b}[2Jb\\u{7}");
  expect(oneLine("two\r\nlines\rmore")).toBe("two lines\\u{d}more");
  expect(oneLine("x\u202ey\u009b")).toBe("x\\u{202e}y\\u{9b}");
  expect(oneLine("Größe 表")).toBe("Größe 表");
});

it.each([
  ["", 0],
  ["abc", 3],
  ["Größe", 5],
  ["Gro\u0308ße", 5],
  ["表名", 4],
  ["👩‍👩‍👧", 2],
])("%j takes %i places", (text, width) => {
  expect(widthOf(text)).toBe(width);
});

it("puts cells below each other", () => {
  const rows = [
    ["name", "type"],
    ["表", "int"],
    ["id", ""],
  ];
  expect(textTable(rows, "  ")).toBe("  name  type\n  ────  ────\n  表    int\n  id\n");
});
