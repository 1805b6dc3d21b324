"use client";

import { useRouter } from "next/navigation";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { createApplicationAction, updateApplicationAction } from "@/lib/features/applications/actions";
import { applicationInput } from "@/lib/features/applications/schema";
import type { ApplicationRow } from "@/lib/features/applications/types";

/** Registers an application, or changes the given one. */
export function ApplicationForm({ application }: { application?: ApplicationRow }) {
  const router = useRouter();
  const form = useActionForm({
    schema: applicationInput,
    action: async (values, seen) => {
      if (application === undefined) return createApplicationAction(values);
      const { id: applicationId } = application;
      const result = await updateApplicationAction({ ...values, applicationId, seen });
      return result.ok ? { ok: true, data: { applicationId } } : result;
    },
    defaults: {
      name: application?.name ?? "",
      ownerTeam: application?.ownerTeam ?? "",
      description: application?.description ?? "",
    },
    seen: application && {
      name: application.name,
      ownerTeam: application.ownerTeam,
      description: application.description,
    },
    onDone: ({ applicationId }) => router.push(`/applications/${applicationId}`),
  });
  return (
    <Form of={form}>
      <TextField
        of={form}
        name="name"
        label="Name"
        hint="As people in the company call it."
        autoFocus={application === undefined}
      />
      <TextField of={form} name="ownerTeam" label="Owner team" hint="Whom to ask about its data." optional />
      <TextField of={form} name="description" label="Description" rows={3} optional />
      <FormActions
        of={form}
        submit={application === undefined ? "Create application" : "Save changes"}
        cancelHref={application === undefined ? "/applications" : `/applications/${application.id}`}
      />
    </Form>
  );
}
