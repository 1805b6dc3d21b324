import { useEffect, useState } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import type { ActionResult } from "@/lib/errors/action-result";
import { checkExpressionAction } from "@/lib/features/expressions/actions";
import type { ExpressionUse } from "@/lib/features/expressions/schema";
import type { CheckedExpression } from "@/lib/features/expressions/types";

type Answer = ActionResult<CheckedExpression>;

const quietMs = 300;

/** An expression as the server reads it, asked a moment after the last change; null while there is none, or while the answer is of another text. */
export function useCheckedExpression(definitionId: string, text: string, use: ExpressionUse): Answer | null {
  const [checked, setChecked] = useState<{ readonly text: string; readonly answer: Answer } | null>(null);
  const useKey = JSON.stringify(use);
  useEffect(() => {
    if (text.trim() === "") return;
    let isCurrent = true;
    const look = async () => {
      const input = { definitionId, text, use: JSON.parse(useKey) as ExpressionUse };
      const answer = await checkExpressionAction(input).catch((): Answer => ({ ok: false, reason: noAnswer }));
      if (isCurrent) setChecked({ text, answer });
    };
    const timer = setTimeout(() => void look(), quietMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [definitionId, text, useKey]);
  return checked?.text === text && text.trim() !== "" ? checked.answer : null;
}
