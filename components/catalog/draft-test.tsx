"use client";

import { PlugZap } from "lucide-react";
import { useState, useTransition } from "react";
import type { FieldPath } from "react-hook-form";
import { FormSummary } from "@/components/forms/form-summary";
import { noAnswer } from "@/components/forms/no-answer";
import type { ActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/errors/action-result";
import { testInstanceDraftAction } from "@/lib/features/databases/actions";
import type { InstanceConfig } from "@/lib/features/databases/schema";
import type { SettingsTest } from "@/lib/features/verification/schema";
import { FindingReport } from "./finding-report";
import { atOurFields, type InstanceValues, toInstanceInput } from "./instance-values";

type Answer = ActionResult<SettingsTest>;

interface DraftTestProps {
  of: ActionForm<InstanceValues>;
  databaseId: string;
  /** The options as they are stored, of which some have no field. */
  stored?: InstanceConfig;
  /** Told of each test that was made, for it to be stored with the settings. */
  onTested: (test: SettingsTest) => void;
}

/** Tries the settings as they stand in the form, before anything is stored. */
export function DraftTest({ of, databaseId, stored, onTested }: DraftTestProps) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [isPending, startTransition] = useTransition();
  const test = () =>
    startTransition(async () => {
      setAnswer(null);
      if (!(await of.form.trigger(undefined, { shouldFocus: true }))) return;
      const input = toInstanceInput(of.form.getValues(), { databaseId }, stored);
      const result = await testInstanceDraftAction(input).catch((): Answer => ({ ok: false, reason: noAnswer }));
      if (result.ok) {
        onTested(result.data);
        setAnswer(result);
        return;
      }
      const reason = atOurFields(result.reason);
      for (const [name, message] of Object.entries(reason.fieldErrors ?? {})) {
        of.form.setError(name as FieldPath<InstanceValues>, { type: "server", message });
      }
      setAnswer({ ok: false, reason });
    });
  return (
    <>
      <Button icon={<PlugZap aria-hidden />} pending={isPending} onClick={test}>
        Test connection
      </Button>
      <div role="status" className="order-last mt-2 w-full empty:hidden">
        {answer?.ok === false && <FormSummary reason={answer.reason} />}
        {answer?.ok && <FindingReport findings={answer.data.findings} />}
      </div>
    </>
  );
}
