"use client";

import { NumberField } from "@/components/forms/number-field";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import type { DatabaseKind } from "@/lib/features/databases/types";
import type { InstanceValues } from "./instance-values";

interface ServerFieldsProps {
  of: ActionForm<InstanceValues>;
  kind: DatabaseKind;
  reachedBy: string | undefined;
}

/** The server's address: host and port, or host and the name of an instance where the kind has such. */
export function ServerFields({ of, kind, reachedBy }: ServerFieldsProps) {
  const byName = kind.hasNamedInstances && reachedBy === "instance";
  // Administrators write host and instance in one, as their tools show it.
  const splitHost = () => {
    const [, host = "", name = ""] = /^([^\\]+)\\(.+)$/.exec(of.form.getValues("host").trim()) ?? [];
    if (!kind.hasNamedInstances || name === "") return;
    of.form.setValue("host", host);
    of.form.setValue("reachedBy", "instance");
    of.form.setValue("instanceName", name);
  };
  return (
    <div className="grid items-end gap-5 sm:grid-cols-[minmax(0,1fr)_10rem]">
      <TextField of={of} name="host" label="Host" placeholder="db.example.com" mono onLeave={splitHost} />
      {!kind.hasNamedInstances && <NumberField of={of} name="port" label="Port" />}
      {kind.hasNamedInstances && (
        <>
          <SelectField
            of={of}
            name="reachedBy"
            label="Found by"
            options={[
              { value: "port", label: "its port" },
              { value: "instance", label: "its instance name" },
            ]}
          />
          {byName ? (
            <TextField
              of={of}
              name="instanceName"
              label="Instance name"
              hint="Its port is asked of the SQL Server Browser (UDP 1434) on that host."
              placeholder="SQLEXPRESS"
              mono
            />
          ) : (
            <NumberField of={of} name="port" label="Port" />
          )}
        </>
      )}
    </div>
  );
}
