"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import { useFormState } from "react-hook-form";
import { CheckField } from "@/components/forms/check-field";
import { NumberField } from "@/components/forms/number-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import type { DatabaseKind } from "@/lib/features/databases/types";
import type { InstanceValues } from "./instance-values";

const fields = ["connectTimeoutS", "statementTimeoutS", "applicationName"] as const;

/** What hardly anyone changes. Opens by itself where something was changed or is wrong in it. */
export function MoreSettings({ of, kind }: { of: ActionForm<InstanceValues>; kind: DatabaseKind }) {
  const { errors, defaultValues } = useFormState({ control: of.form.control });
  const isWrong = fields.some((name) => errors[name] !== undefined);
  const isUsed =
    defaultValues?.readOnlyIntent ||
    defaultValues?.multiSubnetFailover ||
    fields.some((name) => (defaultValues?.[name] ?? "") !== "");
  const [isOpen, setOpen] = useState(Boolean(isUsed));
  useEffect(() => {
    if (isWrong) setOpen(true);
  }, [isWrong]);
  return (
    <details
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group rounded-lg border border-line bg-surface"
    >
      <summary className="flex cursor-pointer list-none items-center gap-2 rounded-lg px-4 py-2.5 font-semibold text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 text-ink-muted transition-transform group-open:rotate-90"
          strokeWidth={1.75}
        />
        More settings
        <span className="font-normal text-ink-muted text-sm">
          time-outs, application name{kind.hasReadOnlyIntent && ", read-only intent"}
        </span>
      </summary>
      <div className="flex flex-col gap-5 px-4 pt-2 pb-5">
        <div className="grid items-end gap-5 sm:grid-cols-2">
          <NumberField
            of={of}
            name="connectTimeoutS"
            label="Time to connect"
            hint="Until an attempt counts as failed."
            placeholder="10"
            unit="seconds"
            optional
          />
          <NumberField
            of={of}
            name="statementTimeoutS"
            label="Time for one statement"
            hint="0 sets no limit."
            placeholder="60"
            unit="seconds"
            optional
          />
        </div>
        <TextField
          of={of}
          name="applicationName"
          label="Application name"
          hint="What the database's administrator sees among the open connections."
          placeholder="SyncBridge"
          optional
        />
        {kind.hasReadOnlyIntent && (
          <>
            <CheckField
              of={of}
              name="readOnlyIntent"
              label="Read-only intent"
              hint="An availability group then sends this connection to a readable secondary. Rows cannot be written through it."
            />
            <CheckField
              of={of}
              name="multiSubnetFailover"
              label="Try all addresses of the listener at once"
              hint="For availability groups that span several networks (MultiSubnetFailover)."
            />
          </>
        )}
      </div>
    </details>
  );
}
