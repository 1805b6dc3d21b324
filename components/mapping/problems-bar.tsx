"use client";

import { ChevronDown, ChevronUp, CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/class-names";
import type { MappingProblem } from "@/lib/features/mapping/document/problems";
import { plural } from "@/lib/format/plural";

interface ProblemsBarProps {
  problems: readonly MappingProblem[];
  onGoTo: (problem: MappingProblem) => void;
}

/** All that is wrong, counted; each leads to where it is. Errors keep the mapping from being published, warnings do not. */
export function ProblemsBar({ problems, onGoTo }: ProblemsBarProps) {
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const sorted = problems.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-1.5 text-ink-muted text-sm">
        <CircleCheck aria-hidden className="size-4 text-good" strokeWidth={1.75} />
        No problems
      </p>
    );
  }
  const jump = (by: number) => {
    const next = (at + by + sorted.length) % sorted.length;
    const problem = sorted[next];
    setAt(next);
    if (problem) onGoTo(problem);
  };
  const counts = [
    errors > 0 && `${plural(errors, "problem")} to mend before publishing`,
    warnings > 0 && plural(warnings, "warning"),
  ].filter((word) => word !== false);
  return (
    <section
      aria-label="Problems"
      className={cx(
        "rounded-lg border",
        errors > 0 ? "border-failed/30 bg-failed-soft/60" : "border-attention/30 bg-attention-soft/60",
      )}
    >
      <div className="flex flex-wrap items-center gap-2 py-1.5 pr-2 pl-3">
        {errors > 0 ? (
          <CircleX aria-hidden className="size-4 text-failed" strokeWidth={1.75} />
        ) : (
          <TriangleAlert aria-hidden className="size-4 text-attention" strokeWidth={1.75} />
        )}
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="mr-auto rounded-sm font-medium text-ink hover:underline"
        >
          {counts.join(", ")}
        </button>
        <Button size="icon-sm" variant="quiet" aria-label="Problem before" onClick={() => jump(-1)}>
          <ChevronUp aria-hidden />
        </Button>
        <Button size="icon-sm" variant="quiet" aria-label="Next problem" onClick={() => jump(1)}>
          <ChevronDown aria-hidden />
        </Button>
      </div>
      {isOpen && (
        <ul className="max-h-60 overflow-y-auto border-line border-t">
          {sorted.map((problem, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: problems have no identity, and the list is drawn anew with each change.
            <li key={index}>
              <button
                type="button"
                onClick={() => {
                  setAt(index);
                  onGoTo(problem);
                }}
                className={cx(
                  "flex w-full items-start gap-2 px-3 py-1.5 text-left -outline-offset-2 hover:bg-hover",
                  index === at && "bg-hover",
                )}
              >
                <SeverityIcon severity={problem.severity} />
                <span>
                  {problem.message} {problem.remedy && <span className="text-ink-muted">{problem.remedy}</span>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function SeverityIcon({ severity }: { severity: MappingProblem["severity"] }) {
  return severity === "error" ? (
    <CircleX aria-label="Problem" className="mt-0.75 size-3.5 shrink-0 text-failed" strokeWidth={2} />
  ) : (
    <TriangleAlert aria-label="Warning" className="mt-0.75 size-3.5 shrink-0 text-attention" strokeWidth={2} />
  );
}
