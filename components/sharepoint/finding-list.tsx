import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { cx } from "@/components/ui/class-names";
import type { Findings } from "@/lib/features/verification/schema";

type Level = Findings[number]["level"];

const faces: Record<Level, { icon: LucideIcon; word: string; ink: string }> = {
  ok: { icon: CircleCheck, word: "In order", ink: "text-good" },
  info: { icon: Info, word: "Good to know", ink: "text-running" },
  warning: { icon: TriangleAlert, word: "Warning", ink: "text-attention" },
  error: { icon: CircleX, word: "Problem", ink: "text-failed" },
};

/** What a verification found, in the order in which it looked, each with what to do about it. */
export function FindingList({ findings }: { findings: Findings }) {
  return (
    <ul className="flex flex-col">
      {findings.map((finding) => {
        const { icon: Icon, word, ink } = faces[finding.level];
        return (
          <li key={finding.id} className="flex gap-2.5 border-line-faint border-t py-2 first:border-t-0 last:pb-0">
            <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", ink)} strokeWidth={2} />
            <div className="flex min-w-0 flex-col gap-0.5">
              <p className="break-words text-ink">
                <span className="sr-only">{word}: </span>
                {finding.title}
              </p>
              {finding.remedy && <p className="text-pretty text-ink-muted text-sm">{finding.remedy}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
