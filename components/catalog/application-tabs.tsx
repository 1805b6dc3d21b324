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
