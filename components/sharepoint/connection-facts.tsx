import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { RelativeTime } from "@/components/ui/relative-time";
import { credentialKindLabels } from "@/lib/features/sharepoint/labels";
import type { ConnectionRow } from "@/lib/features/sharepoint/types";
import { FindingList } from "./finding-list";

/** What the last verification found. */
export function VerificationCard({ connection, mayDiscover }: { connection: ConnectionRow; mayDiscover: boolean }) {
  const { verification } = connection;
  if (verification === null) {
    return (
      <Card title="Verification">
        <EmptyState title="Not verified since it was entered" className="py-8">
          Verifying signs in as the application and looks at its permissions, its clock and the sites below.
          {mayDiscover ? " Press Verify above." : ""}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card
      title="Verification"
      description={
        <>
          Checked <RelativeTime at={verification.checkedAt} />
        </>
      }
    >
      <FindingList findings={verification.findings} />
    </Card>
  );
}

/** Where a connection goes and as whom. */
export function ConnectionFacts({ connection }: { connection: ConnectionRow }) {
  const { tenantId, clientId, authorityHost, scopes, verification, lastVerifiedAt, createdAt } = connection;
  const { credential, credentialExpiresAt } = connection;
  const isWorseNow = verification?.findings.some((finding) => finding.level === "error");
  return (
    <Card title="Facts">
      <KeyValues
        entries={[
          { label: "Tenant id", value: <Code copy={tenantId}>{tenantId}</Code> },
          { label: "Client id", value: <Code copy={clientId}>{clientId}</Code> },
          {
            label: credentialKindLabels[credential],
            value: <span className="text-ink-muted">Stored, never shown</span>,
          },
          credentialExpiresAt && { label: "Ends on", value: <ExactTime at={credentialExpiresAt} /> },
          { label: "Sign-in address", value: <Code>{authorityHost}</Code> },
          { label: "Scope", value: <Code>{scopes.join(" ")}</Code> },
          isWorseNow && { label: "Last found in order", value: <RelativeTime at={lastVerifiedAt} /> },
          { label: "Created", value: <ExactTime at={createdAt} /> },
        ]}
      />
    </Card>
  );
}
