"use client";

import { PlugZap } from "lucide-react";
import { useState } from "react";
import { FormActions } from "@/components/forms/form-actions";
import { useAction } from "@/components/forms/use-action";
import type { ActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { verifyConnectionDraftAction } from "@/lib/features/sharepoint/actions";
import type { Findings, SettingsTest } from "@/lib/features/verification/schema";
import type { ConnectionValues } from "./credential-fields";
import { FindingList } from "./finding-list";

interface NewConnectionActionsProps {
  of: ActionForm<ConnectionValues>;
  /** Told of each test that was made, for it to be stored with the settings. */
  onTested: (test: SettingsTest) => void;
}

/** Foot of a new connection's form: creates it, or tries it before anything is stored and shows what was found. */
export function NewConnectionActions({ of, onTested }: NewConnectionActionsProps) {
  const [findings, setFindings] = useState<Findings | null>(null);
  const { start, isPending } = useAction(verifyConnectionDraftAction, {
    onDone: (test) => {
      onTested(test);
      setFindings(test.findings);
    },
  });
  const tryIt = async () => {
    setFindings(null);
    if (!(await of.form.trigger(undefined, { shouldFocus: true }))) return;
    start(of.form.getValues());
  };
  return (
    <div>
      <FormActions of={of} submit="Create connection" cancelHref="/sharepoint">
        <Button icon={<PlugZap aria-hidden />} pending={isPending} onClick={() => void tryIt()}>
          Try it first
        </Button>
      </FormActions>
      <div role="status">
        {findings && (
          <section
            aria-label="What was found"
            className="mt-5 rounded-lg border border-line bg-sunken/60 px-3.5 py-2.5"
          >
            <FindingList findings={findings} />
          </section>
        )}
      </div>
    </div>
  );
}
