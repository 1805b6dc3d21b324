"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { startRunAction } from "@/lib/features/runs/actions";

interface RunNowButtonProps {
  definitionId: string;
  disabled?: boolean;
  children?: ReactNode;
}

/** Starts a run, or finds the one that is open, and goes to watch it. */
export function RunNowButton({ definitionId, disabled, children = "Run now" }: RunNowButtonProps) {
  const router = useRouter();
  const { start, isPending } = useAction(startRunAction, { onDone: ({ runId }) => router.push(`/runs/${runId}`) });
  return (
    <Button
      variant="primary"
      icon={<Play aria-hidden />}
      pending={isPending}
      disabled={disabled}
      onClick={() => start({ definitionId })}
    >
      {children}
    </Button>
  );
}
