import type { CursorWarning } from "./types";

export const cursorWarnings: Readonly<Record<CursorWarning, string>> = {
  nullable: "Rows without a value in it are read each time.",
  "no-index": "No index begins with it: each run searches the whole table for what changed.",
  "not-automatic":
    "The application or a trigger has to set it with each change. A change that forgets it is found by the next full scan only.",
  "whole-days": "It holds whole days: all rows of the last day are read each time.",
};
