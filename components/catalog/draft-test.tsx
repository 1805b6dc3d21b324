"use client";

import { PlugZap } from "lucide-react";
import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import type { ActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { testInstanceDraftAction } from "@/lib/features/databases/actions";
import type { Findings } from "@/lib/features/databases/schema";
import { FindingList } from "./finding-list";
import { type InstanceValues, toInstanceInput } from "./instance-values";

/** Tries the settings as they stand in the form, before anything is stored. */
export function DraftTest({ of, databaseId }: { of: ActionForm<InstanceValues>; databaseId: string }) {
  const [findings, setFindings] = useState<Findings | null>(null);
  const { start, isPending } = useAction(testInstanceDraftAction, { onDone: (data) => setFindings(data.findings) });
  const test = async () => {
    setFindings(null);
    if (!(await of.form.trigger(undefined, { shouldFocus: true }))) return;
    start(toInstanceInput(of.form.getValues(), { databaseId }));
  };
  return (
    <>
      <Button icon={<PlugZap aria-hidden />} pending={isPending} onClick={() => void test()}>
        Test connection
      </Button>
      <div role="status" className="w-full empty:hidden">
        {findings && <FindingList findings={findings} className="mt-2 rounded-lg border border-line bg-surface p-4" />}
      </div>
    </>
  );
}
