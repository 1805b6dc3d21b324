import { StateBadge } from "@/components/ui/state-badge";
import type { InstanceRow } from "@/lib/features/databases/types";

/** Whether an instance can be read from, as far as is known. */
export function InstanceStateBadge({
  instance,
}: {
  instance: Pick<InstanceRow, "status" | "validFrom" | "validTo" | "verification">;
}) {
  const now = new Date();
  if (instance.status === "DISABLED") return <StateBadge state="paused" label="Disabled" />;
  if (instance.validFrom && now < instance.validFrom) return <StateBadge state="paused" label="Not valid yet" />;
  if (instance.validTo && now >= instance.validTo) return <StateBadge state="paused" label="No longer valid" />;
  if (instance.verification === null) return <StateBadge state="unknown" label="Not tested" />;
  const levels = new Set(instance.verification.findings.map((finding) => finding.level));
  if (levels.has("error")) return <StateBadge state="failed" label="Test failed" />;
  if (levels.has("warning")) return <StateBadge state="attention" label="Works, with warnings" />;
  return <StateBadge state="in-sync" label="Answers" />;
}
