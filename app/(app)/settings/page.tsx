import { redirect } from "next/navigation";
import { currentContextOrRedirect } from "@/lib/auth/session";
import { isAllowed } from "@/lib/context";
import { secretPolicies } from "@/lib/features/secrets/policy";

/** The first tab that this person may read. */
export default async function SettingsPage() {
  const { actor } = await currentContextOrRedirect();
  redirect(isAllowed(actor, secretPolicies.read) ? "/settings/people" : "/settings/guards");
}
