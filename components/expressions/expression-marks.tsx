import type { ReactNode } from "react";
import type { ExpressionNote } from "@/lib/features/expressions/types";

interface ExpressionMarksProps {
  text: string;
  problems: readonly ExpressionNote[];
  warnings: readonly ExpressionNote[];
}

const looks = {
  problem: "rounded-sm bg-failed/15 text-transparent underline decoration-2 decoration-failed decoration-wavy",
  warning: "rounded-sm bg-transparent text-transparent underline decoration-attention decoration-dotted",
};

/** The same text as the field's, invisible but for the lines under what is wrong: it lies on the field, letter upon letter. */
export function ExpressionMarks({ text, problems, warnings }: ExpressionMarksProps) {
  const marks = [
    ...problems.map((note) => ({ ...note, look: looks.problem })),
    ...warnings.map((note) => ({ ...note, look: looks.warning })),
  ].toSorted((a, b) => a.start - b.start);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { start, end, look } of marks) {
    if (start < at || start >= end) continue;
    parts.push(
      text.slice(at, start),
      <mark key={start} className={look}>
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  // A line end at the very end has no height without something after it.
  return (
    <>
      {parts}
      {text.slice(at)}{" "}
    </>
  );
}
