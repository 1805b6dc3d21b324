import { CircleAlert, CircleCheck, CircleDashed, Info, type LucideIcon } from "lucide-react";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { TextLink } from "@/components/ui/text-link";
import type { RowPassport, WayOut, WhyStep } from "@/lib/features/ledger/types";
import { ToldText } from "./told-text";

const faces: Record<WhyStep["result"], { icon: LucideIcon; ink: string; word: string }> = {
  fine: { icon: CircleCheck, ink: "text-good", word: "Fine" },
  stops: { icon: CircleAlert, ink: "text-failed", word: "This keeps it away" },
  note: { icon: Info, ink: "text-attention", word: "Worth knowing" },
  unknown: { icon: CircleDashed, ink: "text-paused", word: "Not known" },
};

/** Why a row is, or is not, in the list: the steps in their order, each with what was found. */
export function WhyCard({ why, waysOut }: Pick<RowPassport, "why" | "waysOut">) {
  return (
    <Card
      title={why.isPresent ? "How it got there" : "Why is it not in the list?"}
      description="Each question is answered, also where an earlier one decides."
      padding="none"
    >
      <ol className="flex flex-col">
        {why.steps.map((step) => (
          <Step
            key={step.id}
            step={step}
            isAnswer={step.cause === why.cause}
            wayOut={step.result === "stops" && step.cause !== null ? waysOut[step.cause] : undefined}
          />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step, isAnswer, wayOut }: { step: WhyStep; isAnswer: boolean; wayOut: WayOut | undefined }) {
  const { icon: Icon, ink, word } = faces[step.result];
  return (
    <li
      className={cx(
        "grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-line-faint border-b px-4 py-2.5 last:border-b-0 md:grid-cols-[auto_minmax(0,2fr)_minmax(0,3fr)]",
        isAnswer && "bg-accent-soft/60",
      )}
    >
      <Icon aria-label={word} className={cx("mt-0.5 size-4", ink)} strokeWidth={2} />
      <p className="text-ink-muted">{step.question}</p>
      <div className="col-start-2 flex min-w-0 flex-col gap-0.5 md:col-start-3">
        <p className={cx("break-words text-ink", isAnswer && "font-semibold")}>
          <ToldText>{step.answer}</ToldText>
        </p>
        {step.evidence.map((line) => (
          <p key={line} className="break-words text-ink-muted text-sm">
            <ToldText>{line}</ToldText>
          </p>
        ))}
        {step.remedy && step.result !== "fine" && (
          <p className="text-ink text-sm">
            <ToldText>{step.remedy}</ToldText>
          </p>
        )}
        {wayOut && (
          <p className="text-sm">
            <TextLink href={wayOut.href}>{wayOut.label}</TextLink>
          </p>
        )}
      </div>
    </li>
  );
}
