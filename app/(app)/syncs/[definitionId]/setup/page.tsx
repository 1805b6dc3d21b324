import { redirect } from "next/navigation";
import { getSetup } from "@/lib/features/setup/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { loadPage, readRef } from "@/lib/page";

/** Goes on where the set-up was left. */
export default async function SetupPage({ params }: { params: Promise<{ definitionId: string }> }) {
  const ref = readRef(definitionRef, await params);
  const { definitionId, next } = await loadPage((context) => getSetup(context, ref));
  redirect(`/syncs/${definitionId}/setup/${next}`);
}
