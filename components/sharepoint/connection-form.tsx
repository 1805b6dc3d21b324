"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useWatch } from "react-hook-form";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SecretField } from "@/components/forms/secret-field";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { createConnectionAction, updateConnectionAction } from "@/lib/features/sharepoint/actions";
import { createConnectionInput, updateConnectionInput } from "@/lib/features/sharepoint/schema";
import type { ConnectionRow } from "@/lib/features/sharepoint/types";
import { NewConnectionActions } from "./new-connection-actions";

const updateFields = updateConnectionInput.omit({ connectionId: true });

/** Where a new connection goes unless it is told otherwise: Microsoft's worldwide cloud. */
const worldwide = {
  authorityHost: "https://login.microsoftonline.com",
  scopes: ["https://graph.microsoft.com/.default"],
};

/** Makes a connection, or changes the given one. The secret is written, never read; it must be entered again when it would go elsewhere. */
export function ConnectionForm({ connection }: { connection?: ConnectionRow }) {
  const router = useRouter();
  const { name, tenantId, clientId, authorityHost, scopes } = connection ?? {
    ...worldwide,
    name: "",
    tenantId: "",
    clientId: "",
  };
  const of = useActionForm({
    schema: connection ? updateFields : createConnectionInput,
    action: async (values) => {
      if (!connection) return createConnectionAction({ ...values, clientSecret: values.clientSecret ?? "" });
      const result = await updateConnectionAction({ ...values, connectionId: connection.id });
      return result.ok ? { ok: true, data: { connectionId: connection.id } } : result;
    },
    defaults: { name, tenantId, clientId, authorityHost, scopes: [...scopes], clientSecret: undefined },
    onDone: ({ connectionId }) => router.push(`/sharepoint/connections/${connectionId}`),
  });
  const destination = useWatch({
    control: of.form.control,
    name: ["tenantId", "clientId", "authorityHost", "scopes.0"],
  });
  const stored = [tenantId, clientId, authorityHost, scopes[0]];
  const goesElsewhere = connection !== undefined && destination.some((value, index) => value !== stored[index]);
  const { form } = of;
  useEffect(() => {
    if (goesElsewhere) return;
    // Back where the stored secret belongs: what was typed for elsewhere must not replace it unseen.
    form.setValue("clientSecret", undefined);
    form.clearErrors("clientSecret");
  }, [goesElsewhere, form]);
  return (
    <Form of={of} className="@container">
      <TextField
        of={of}
        name="name"
        label="Name"
        hint="As people call the tenant, such as “Contoso”."
        autoFocus={connection === undefined}
      />
      <div className="grid gap-5 @2xl:grid-cols-2">
        <TextField of={of} name="tenantId" label="Tenant id" hint="“Directory (tenant) ID” in Entra ID." mono />
        <TextField of={of} name="clientId" label="Client id" hint="“Application (client) ID” in Entra ID." mono />
      </div>
      <SecretField
        of={of}
        name="clientSecret"
        label="Client secret"
        hint={
          goesElsewhere
            ? "Enter it again: the stored secret is never sent anywhere but where it was entered for."
            : "Kept encrypted and never shown again."
        }
        stored={connection !== undefined && !goesElsewhere}
      />
      <div className="grid gap-5 @2xl:grid-cols-2">
        <TextField
          of={of}
          name="authorityHost"
          label="Sign-in address"
          hint="Differs in national clouds only."
          type="url"
          mono
        />
        <TextField
          of={of}
          name="scopes.0"
          label="Scope"
          hint="Graph's address, followed by /.default."
          type="url"
          mono
        />
      </div>
      {connection ? (
        <FormActions of={of} submit="Save changes" cancelHref={`/sharepoint/connections/${connection.id}`} />
      ) : (
        <NewConnectionActions of={of} />
      )}
    </Form>
  );
}
