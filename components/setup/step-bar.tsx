import { Check, Minus, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import { Link } from "@/components/ui/link";
import { stepLabels, stepStateLabels } from "@/lib/features/setup/labels";
import type { SetupStep, SetupStepId, SetupStepState } from "@/lib/features/setup/types";

interface BarStep {
  readonly label: string;
  readonly state: SetupStepState;
  readonly detail: string;
  /** Null where it cannot be gone to yet, or any more. */
  readonly href: string | null;
  readonly isCurrent: boolean;
}

const chosen = (label: string, detail: string): BarStep => ({
  label,
  state: "done",
  detail,
  href: null,
  isCurrent: false,
});

/** The steps of a definition that is being set up; each can be gone to at any time. */
export function SetupStepBar(props: {
  definitionId: string;
  steps: readonly SetupStep[];
  current: SetupStepId;
  tableName: string;
  listName: string;
}) {
  const { definitionId, steps, current, tableName, listName } = props;
  return (
    <StepBar
      steps={[
        chosen("Table", tableName),
        chosen("List", listName),
        ...steps.map(({ id, state, detail }) => ({
          ...{ label: stepLabels[id], state, detail },
          href: `/syncs/${definitionId}/setup/${id}`,
          isCurrent: id === current,
        })),
      ]}
    />
  );
}

/** The same bar before there is a definition: the two ends, and what comes after them. */
export function BeginStepBar({ table, list }: { table: { name: string; href: string } | null; list: string | null }) {
  const at = table === null ? "table" : "list";
  return (
    <StepBar
      steps={[
        {
          ...{ label: "Table", state: table ? "done" : "open", detail: table?.name ?? "Choose one" },
          ...{ href: table?.href ?? null, isCurrent: at === "table" },
        },
        {
          ...{ label: "List", state: list === null ? "open" : "done", detail: list ?? "Choose or make one" },
          ...{ href: null, isCurrent: at === "list" },
        },
        ...Object.values(stepLabels).map((label): BarStep => {
          return { label, state: "open", detail: "Comes later", href: null, isCurrent: false };
        }),
      ]}
    />
  );
}

function StepBar({ steps }: { steps: readonly BarStep[] }) {
  return (
    <nav aria-label="Steps" className="pb-3">
      <ol className="flex flex-wrap items-center gap-x-1 gap-y-2 text-sm">
        {steps.map((step, index) => (
          <li key={step.label} className="flex items-center gap-1" aria-current={step.isCurrent ? "step" : undefined}>
            {index > 0 && <span aria-hidden className="h-px w-3 bg-line-control max-lg:hidden xl:w-6" />}
            <StepPlace step={step}>
              <StepMark step={step} place={index + 1} />
              {step.label}
              <span className="sr-only">
                , {stepStateLabels[step.state]}: {step.detail}
              </span>
            </StepPlace>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepPlace({ step, children }: { step: BarStep; children: ReactNode }) {
  const look = cx(
    "flex items-center gap-2 whitespace-nowrap rounded-md px-1.5 py-1",
    step.isCurrent ? "bg-accent-soft font-medium text-ink" : "text-ink-muted",
  );
  if (step.href === null)
    return (
      <span className={look} title={step.detail}>
        {children}
      </span>
    );
  return (
    <Link href={step.href} className={cx(look, "transition-colors hover:bg-hover hover:text-ink")} title={step.detail}>
      {children}
    </Link>
  );
}

const marks = { done: Check, attention: TriangleAlert, spared: Minus, open: null } as const;

function StepMark({ step, place }: { step: BarStep; place: number }) {
  const Mark = marks[step.state];
  return (
    <span
      aria-hidden
      className={cx(
        "figures grid size-5 shrink-0 place-items-center rounded-full border text-xs",
        step.state === "done" && "border-good text-good",
        step.state === "attention" && "border-attention text-attention",
        (step.state === "open" || step.state === "spared") && "border-line-control",
      )}
    >
      {Mark ? <Mark className="size-3" strokeWidth={2.5} /> : place}
    </span>
  );
}
