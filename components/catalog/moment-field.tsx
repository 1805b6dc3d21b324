"use client";

import { useController } from "react-hook-form";
import { Field, type FieldProps } from "@/components/forms/field";
import { Input } from "@/components/ui/input";
import { useViewer } from "@/components/ui/viewer";
import type { InstanceValues } from "./instance-values";
import { fromLocalInput, toLocalInput } from "./local-moment";

/** A moment in the viewer's zone; an empty box is `null`, anything else ISO 8601 in UTC. */
export function MomentField(props: FieldProps<InstanceValues> & { name: "validFrom" | "validTo" }) {
  const { timeZone } = useViewer();
  const { field } = useController({ name: props.name, control: props.of.form.control });
  return (
    <Field {...props}>
      {(control) => (
        <Input
          {...control}
          type="datetime-local"
          ref={field.ref}
          name={field.name}
          value={toLocalInput(field.value, timeZone)}
          onBlur={field.onBlur}
          onChange={(event) => field.onChange(fromLocalInput(event.target.value, timeZone))}
          className="figures"
        />
      )}
    </Field>
  );
}
