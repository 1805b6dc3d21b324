import { Circle, CircleCheck } from "lucide-react";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { TextLink } from "@/components/ui/text-link";
import type { ChecklistStep } from "@/lib/features/overview/types";

/** First steps, shown until each was taken. */
export function Checklist({ steps }: { steps: readonly ChecklistStep[] }) {
  const done = steps.filter((step) => step.isDone).length;
  return (
    <Card title="First steps" description={`${done} of ${steps.length} done`} padding="none">
      <ol>
        {steps.map((step) => (
          <Step key={step.id} step={step} />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step }: { step: ChecklistStep }) {
  const Icon = step.isDone ? CircleCheck : Circle;
  return (
    <li className="flex items-start gap-3 border-line-faint border-b px-4 py-2.5 last:border-b-0">
      <Icon
        aria-label={step.isDone ? "Done" : "To do"}
        className={cx("mt-0.5 size-4 shrink-0", step.isDone ? "text-good" : "text-ink-faint")}
        strokeWidth={1.75}
      />
      <div className="min-w-0 flex-1">
        <p className={step.href === null ? "text-ink-muted" : "text-ink"}>
          {step.href === null ? step.title : <TextLink href={step.href}>{step.title}</TextLink>}
        </p>
        <p className="text-ink-muted text-sm">{step.detail}</p>
      </div>
    </li>
  );
}
