import { Cable, Plus } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

/** Stands where connections would: what one is, and who makes it. */
export function NoConnections({ mayManage }: { mayManage: boolean }) {
  const create = (
    <LinkButton href="/sharepoint/connections/new" variant="primary" icon={<Plus aria-hidden />}>
      New connection
    </LinkButton>
  );
  return (
    <EmptyState icon={<Cable />} title="No connections yet" action={mayManage && create}>
      {mayManage
        ? "A connection signs in to one tenant as an application of Entra ID; its sites and lists come after."
        : "An administrator connects a tenant first; its sites and lists appear here."}
    </EmptyState>
  );
}
