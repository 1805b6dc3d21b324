/** What would move the cursor, turn the text round or break the line: names and comments are written by others. */
const unsafe = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const plainText = /^[\x20-\x7e]*$/;

/** The text on one line without anything a terminal would obey: control characters as `\u{1b}`. */
export function oneLine(text: string): string {
  return text.replace(/\r\n|\n/g, " ").replace(unsafe, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** Places the text takes on a terminal. */
export function widthOf(text: string): number {
  if (plainText.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** Rows of text below each other; the first row is the head. Cells are made safe to print. */
export function textTable(rows: readonly (readonly string[])[], indent: string): string {
  const safe = rows.map((row) => row.map(oneLine));
  const widths = (safe[0] ?? []).map((_, at) => Math.max(...safe.map((row) => widthOf(row[at] ?? ""))));
  const lines = safe.map((row) => {
    const cells = row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - widthOf(cell)));
    return `${indent}${cells.join("  ")}`.trimEnd();
  });
  const rule = indent + widths.map((width) => "─".repeat(width)).join("  ");
  return [...lines.slice(0, 1), rule, ...lines.slice(1), ""].join("\n");
}
