import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import type { WhyAnswer } from "@/lib/features/ledger/types";
import { ToldText } from "./told-text";

const tones: Readonly<Record<string, "attention" | "info" | "failed">> = {
  present: "info",
  "next-run": "info",
  "in-open-run": "info",
  "waiting-for-graph": "info",
  "in-doubt": "info",
  left: "info",
  archived: "info",
};

/** The answer in one sentence, with what to do. */
export function RowAnswer({ why, action }: { why: WhyAnswer; action?: ReactNode }) {
  return (
    <Callout
      tone={why.isPresent ? "good" : (tones[why.cause] ?? "attention")}
      title={<ToldText>{why.title}</ToldText>}
      remedy={why.remedy ? <ToldText>{why.remedy}</ToldText> : undefined}
      action={action}
    >
      {why.text !== "" && <ToldText>{why.text}</ToldText>}
    </Callout>
  );
}
