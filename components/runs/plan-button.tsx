"use client";

import { ListChecks } from "lucide-react";
import { useRouter } from "next/navigation";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { planRunAction } from "@/lib/features/runs/actions";

/** Makes a plan without writing anything, and goes to watch it. */
export function PlanButton({ definitionId, disabled }: { definitionId: string; disabled: boolean }) {
  const router = useRouter();
  const { start, isPending } = useAction(planRunAction, { onDone: ({ runId }) => router.push(`/runs/${runId}`) });
  return (
    <Button
      icon={<ListChecks aria-hidden />}
      pending={isPending}
      disabled={disabled}
      onClick={() => start({ definitionId })}
    >
      Plan
    </Button>
  );
}
