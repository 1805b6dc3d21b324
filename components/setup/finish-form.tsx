"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Form } from "@/components/forms/form";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { finishSetupAction } from "@/lib/features/setup/actions";
import { finishInput } from "@/lib/features/setup/schema";
import type { SetupView } from "@/lib/features/setup/types";
import { StepLinks } from "./step-links";

/** Enables the sync, and starts its first run where that is wanted. */
export function FinishForm({ setup, isScheduled }: { setup: SetupView; isScheduled: boolean }) {
  const router = useRouter();
  const { definitionId, problems } = setup;
  const [run, setRun] = useState(true);
  const of = useActionForm({
    schema: finishInput.pick({ definitionId: true }),
    action: () => finishSetupAction({ definitionId, run }),
    defaults: { definitionId },
    onDone: ({ runId }) => router.push(runId === null ? `/syncs/${definitionId}` : `/runs/${runId}`),
  });
  const isBlocked = problems.length > 0;
  return (
    <Form of={of}>
      <StepLinks setup={setup} step="enable">
        <Button
          type="submit"
          variant="primary"
          icon={<Play aria-hidden />}
          pending={of.isPending && run}
          disabled={isBlocked}
          onClick={() => setRun(true)}
        >
          Enable and run now
        </Button>
        <Button type="submit" pending={of.isPending && !run} disabled={isBlocked} onClick={() => setRun(false)}>
          {isScheduled ? "Enable, run by its schedule" : "Enable only"}
        </Button>
      </StepLinks>
    </Form>
  );
}
