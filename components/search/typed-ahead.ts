/** The text after a key: what a box would hold that has its caret at the end. */
export function typedAhead(text: string, key: string): string {
  if (key === "Backspace") return text.slice(0, -1);
  // Keys that write nothing have names: "Shift", "Enter", "ArrowDown".
  return key.length === 1 ? text + key : text;
}
