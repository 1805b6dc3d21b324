import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { cx } from "@/components/ui/class-names";
import type { Findings } from "@/lib/features/verification/schema";

const faces: Record<Findings[number]["level"], { icon: LucideIcon; word: string; ink: string }> = {
  error: { icon: CircleX, word: "Failed", ink: "text-failed" },
  warning: { icon: TriangleAlert, word: "Warning", ink: "text-attention" },
  info: { icon: Info, word: "Note", ink: "text-running" },
  ok: { icon: CircleCheck, word: "Passed", ink: "text-good" },
};

const order = ["error", "warning", "info", "ok"];

/** What a connection test found, one probe a line, each with what to do about it; what must be mended stands first. */
export function FindingList({
  findings,
  label = "Findings of the connection test",
  className,
}: {
  findings: Findings;
  label?: string;
  className?: string;
}) {
  const sorted = findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  return (
    <ul aria-label={label} className={cx("flex flex-col gap-2", className)}>
      {sorted.map((finding, index) => {
        const { icon: Icon, word, ink } = faces[finding.level];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: one probe may report several times, and the list never changes.
          <li key={`${finding.id}-${index}`} className="flex gap-2.5">
            <Icon aria-label={word} className={cx("mt-0.5 size-4 shrink-0", ink)} strokeWidth={1.75} />
            <div className="min-w-0 break-words">
              <p className="text-ink">{finding.title}</p>
              {finding.remedy && <p className="text-pretty text-ink-muted text-sm">{finding.remedy}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
