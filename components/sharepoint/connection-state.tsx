import { type State, StateBadge } from "@/components/ui/state-badge";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import type { ConnectionRow } from "@/lib/features/sharepoint/types";
import { plural } from "@/lib/format/plural";

interface Face {
  readonly state: State;
  readonly label: string;
}

/** The worst of what the last verification found; a disabled connection is disabled first of all. */
function faceOf({ status, verification }: ConnectionRow): Face {
  if (status === "DISABLED") return { state: "paused", label: activationStatusLabels.DISABLED };
  if (verification === null) return { state: "unknown", label: "Not verified" };
  const count = (level: string) => verification.findings.filter((finding) => finding.level === level).length;
  const errors = count("error");
  if (errors > 0) return { state: "failed", label: plural(errors, "problem") };
  const warnings = count("warning");
  if (warnings > 0) return { state: "attention", label: plural(warnings, "warning") };
  return { state: "in-sync", label: "Verified" };
}

/** How a connection stood when it was last verified. */
export function ConnectionStateBadge({ connection, look }: { connection: ConnectionRow; look?: "soft" | "plain" }) {
  return <StateBadge {...faceOf(connection)} look={look} />;
}
