import { TabLinks } from "@/components/ui/tab-links";

/** The parts of one run; its operations only for those who may see values. */
export function RunTabs({ runId, maySeeValues }: { runId: string; maySeeValues: boolean }) {
  const path = `/runs/${runId}`;
  return (
    <TabLinks
      label="Parts of the run"
      tabs={[
        { label: "Progress", href: path },
        ...(maySeeValues ? [{ label: "Operations", href: `${path}/operations` }] : []),
        { label: "Requests", href: `${path}/requests` },
      ]}
    />
  );
}
