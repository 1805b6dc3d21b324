import { PageHeader } from "@/components/layout/page-header";
import { TabLinks } from "@/components/ui/tab-links";

/** The parts of the settings; what only administrators may read is offered to nobody else. */
export const settingTabs = [
  { label: "People", href: "/settings/people", isForAdmins: true },
  { label: "Guards", href: "/settings/guards", isForAdmins: false },
  { label: "Retention", href: "/settings/retention", isForAdmins: false },
  { label: "Workers", href: "/settings/workers", isForAdmins: false },
  { label: "Keys", href: "/settings/keys", isForAdmins: true },
  { label: "About", href: "/settings/about", isForAdmins: false },
];

/** The head of all settings. */
export function SettingsHeader({ isAdmin }: { isAdmin: boolean }) {
  const offered = settingTabs.filter((tab) => isAdmin || !tab.isForAdmins).map(({ label, href }) => ({ label, href }));
  return (
    <PageHeader
      title="Settings"
      description="What holds for this installation as a whole."
      tabs={<TabLinks label="Settings" tabs={offered} />}
    />
  );
}
