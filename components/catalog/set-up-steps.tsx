import { Check } from "lucide-react";
import { cx } from "@/components/ui/class-names";

const steps = ["Database", "First instance", "Introspect"] as const;

/** Where one stands on the way from nothing to a cataloged database. Each step is stored, so one may stop after any. */
export function SetUpSteps({ current }: { current: (typeof steps)[number] }) {
  const at = steps.indexOf(current);
  return (
    <ol aria-label="Steps" className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? "step" : undefined}
          className={cx("flex items-center gap-2", index === at ? "font-medium text-ink" : "text-ink-muted")}
        >
          <span
            aria-hidden
            className={cx(
              "figures grid size-5 place-items-center rounded-full border text-xs",
              index === at ? "border-accent bg-accent text-accent-ink" : "border-line-control",
            )}
          >
            {index < at ? <Check className="size-3" strokeWidth={2.5} /> : index + 1}
          </span>
          {step}
          {index < at && <span className="sr-only">(done)</span>}
          {index < steps.length - 1 && <span aria-hidden className="h-px w-6 bg-line-control" />}
        </li>
      ))}
    </ol>
  );
}
