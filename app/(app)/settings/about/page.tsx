import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { getAbout } from "@/lib/features/installation/queries";
import { formatBytes } from "@/lib/format/bytes";
import { loadPage } from "@/lib/page";

export default async function AboutPage() {
  const about = await loadPage(getAbout);
  return (
    <Card title="About this installation">
      <KeyValues
        entries={[
          { label: "SyncBridge", value: about.version },
          { label: "Node.js of this web process", value: about.nodeVersion },
          { label: "PostgreSQL of the metastore", value: about.postgresVersion },
          { label: "Size of the metastore", value: formatBytes(about.metastoreBytes) },
          { label: "Last migration", value: about.lastMigration && <Code>{about.lastMigration}</Code> },
          {
            label: "Mark of the installation",
            value: about.mark ? (
              <Code copy={about.mark}>{about.mark}</Code>
            ) : (
              "The first worker leaves it at its start."
            ),
          },
          about.markedAt && { label: "Marked", value: <ExactTime at={about.markedAt} /> },
        ]}
      />
    </Card>
  );
}
