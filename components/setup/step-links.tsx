import { ArrowLeft, ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { LinkButton } from "@/components/ui/link-button";
import { stepLabels } from "@/lib/features/setup/labels";
import type { SetupStepId, SetupView } from "@/lib/features/setup/types";

/** The steps before and after one; what needs nothing is passed over. */
export function stepsBeside(setup: Pick<SetupView, "definitionId" | "steps">, step: SetupStepId) {
  const path = (id: SetupStepId) => `/syncs/${setup.definitionId}/setup/${id}`;
  const way = setup.steps.filter(({ id, state }) => state !== "spared" || id === step).map(({ id }) => id);
  const at = way.indexOf(step);
  const [before, after] = [way[at - 1], way[at + 1]];
  return {
    back: before === undefined ? null : { label: stepLabels[before], href: path(before) },
    next: after === undefined ? null : { label: stepLabels[after], href: path(after) },
  };
}

/** The foot of a step: back, whatever the step itself offers, and on. */
export function StepLinks(props: {
  setup: Pick<SetupView, "definitionId" | "steps">;
  step: SetupStepId;
  /** The step's own button takes the place of "Next". */
  children?: ReactNode;
  /** Beside a button of the step's own, going on is the lesser choice. */
  canSkip?: boolean;
  /** Other words for going on. */
  nextLabel?: string;
}) {
  const { setup, step, children, canSkip = false, nextLabel } = props;
  const { back, next } = stepsBeside(setup, step);
  const hasNext = next !== null && (!children || canSkip);
  return (
    <div className="flex flex-wrap items-center gap-2 pt-1">
      {children}
      {hasNext && (
        <LinkButton
          href={next.href}
          variant={children ? "quiet" : "primary"}
          icon={children ? undefined : <ArrowRight aria-hidden />}
        >
          {children ? "Skip for now" : (nextLabel ?? `Next: ${next.label.toLowerCase()}`)}
        </LinkButton>
      )}
      {back && (
        <LinkButton href={back.href} variant="quiet" icon={<ArrowLeft aria-hidden />}>
          Back to {back.label.toLowerCase()}
        </LinkButton>
      )}
    </div>
  );
}
