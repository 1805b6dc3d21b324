import { SearchX } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

export function NotFoundView() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        className="py-24"
        icon={<SearchX aria-hidden />}
        title="There is nothing at this address"
        action={<LinkButton href="/">Go to the overview</LinkButton>}
      >
        It was removed, or the link is not quite right. The search (Ctrl K) finds everything by name.
      </EmptyState>
    </>
  );
}
