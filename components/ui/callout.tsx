import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names";
import { CopyButton } from "./copy-button";

export type CalloutTone = "info" | "good" | "attention" | "failed";

const faces: Record<CalloutTone, { icon: LucideIcon; frame: string; ink: string }> = {
  info: { icon: Info, frame: "border-running/30 bg-running-soft/60", ink: "text-running" },
  good: { icon: CircleCheck, frame: "border-good/30 bg-good-soft/60", ink: "text-good" },
  attention: { icon: TriangleAlert, frame: "border-attention/30 bg-attention-soft/60", ink: "text-attention" },
  failed: { icon: CircleX, frame: "border-failed/30 bg-failed-soft/60", ink: "text-failed" },
};

interface CalloutProps {
  tone?: CalloutTone;
  /** What happened. */
  title: ReactNode;
  /** Why, with names and numbers. */
  children?: ReactNode;
  /** What now. */
  remedy?: ReactNode;
  /** Ties this to the log; shown with a copy button. */
  referenceId?: string;
  action?: ReactNode;
  /** Errors that appear after something was done are announced. */
  announce?: boolean;
  className?: string;
}

/** A message that stays: what, why, what now. */
export function Callout({
  tone = "info",
  title,
  children,
  remedy,
  referenceId,
  action,
  announce = false,
  className,
}: CalloutProps) {
  const { icon: Icon, frame, ink } = faces[tone];
  return (
    <div
      role={announce ? (tone === "failed" ? "alert" : "status") : undefined}
      className={cx("flex flex-wrap gap-x-3 gap-y-2.5 rounded-lg border px-3.5 py-3", frame, className)}
    >
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", ink)} strokeWidth={2} />
      <div className="flex min-w-0 flex-1 basis-60 flex-col gap-1 self-center">
        <p className="break-words font-semibold text-ink">{title}</p>
        {children && <div className="break-words text-ink-muted">{children}</div>}
        {remedy && <p className="text-ink">{remedy}</p>}
        {referenceId && (
          <p className="flex items-center gap-1.5 text-ink-muted text-sm">
            Reference <code className="text-xs">{referenceId}</code>
            <CopyButton value={referenceId} label="Copy the reference" />
          </p>
        )}
      </div>
      {action && <div className="max-sm:w-full max-sm:pl-7">{action}</div>}
    </div>
  );
}
