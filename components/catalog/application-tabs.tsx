import { Plus } from "lucide-react";
import { LinkButton } from "@/components/ui/link-button";
import { TabLinks } from "@/components/ui/tab-links";

/** The two looks at the inventory's top: a table to sort and search, and a tree down to the servers. */
export function ApplicationTabs() {
  return (
    <TabLinks
      label="Looks at the applications"
      tabs={[
        { label: "Table", href: "/applications" },
        { label: "Tree", href: "/applications/tree" },
      ]}
    />
  );
}

export function NewApplicationButton() {
  return (
    <LinkButton href="/applications/new" variant="primary" icon={<Plus aria-hidden />}>
      New application
    </LinkButton>
  );
}
