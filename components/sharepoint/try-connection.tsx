"use client";

import { PlugZap } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import { useAction } from "@/components/forms/use-action";
import type { ActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { verifyConnectionDraftAction } from "@/lib/features/sharepoint/actions";
import type { createConnectionInput, Findings } from "@/lib/features/sharepoint/schema";
import { FindingList } from "./finding-list";

type Draft = z.input<typeof createConnectionInput>;
type Values = Omit<Draft, "clientSecret"> & { clientSecret?: string };

/** Tries what stands in the form before anything is stored, and shows what was found. */
export function TryConnection({ of, children }: { of: ActionForm<Values>; children: ReactNode }) {
  const [findings, setFindings] = useState<Findings | null>(null);
  const { start, isPending } = useAction(verifyConnectionDraftAction, { onDone: (data) => setFindings(data.findings) });
  const tryIt = async () => {
    setFindings(null);
    if (!(await of.form.trigger(undefined, { shouldFocus: true }))) return;
    const values = of.form.getValues();
    start({ ...values, clientSecret: values.clientSecret ?? "" });
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        {children}
        <Button icon={<PlugZap aria-hidden />} pending={isPending} onClick={() => void tryIt()} className="mt-1">
          Try it first
        </Button>
      </div>
      <div role="status">
        {findings && (
          <section aria-label="What was found" className="rounded-lg border border-line bg-sunken/60 px-3.5 py-2.5">
            <FindingList findings={findings} />
          </section>
        )}
      </div>
    </>
  );
}
