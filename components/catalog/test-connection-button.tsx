"use client";

import { PlugZap } from "lucide-react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { testInstanceAction } from "@/lib/features/databases/actions";
import { plural } from "@/lib/format/plural";

/** Tests a stored instance; what was found stands in its card afterwards. */
export function TestConnectionButton({ instanceId, label }: { instanceId: string; label: string }) {
  const { start, isPending } = useAction(testInstanceAction, {
    onDone: ({ findings }) => {
      const failed = findings.filter((finding) => finding.level === "error").length;
      if (failed === 0) toast.success(`“${label}” answers`);
      else
        toast.error(`“${label}” cannot be read`, { description: `${plural(failed, "finding")} with a remedy below.` });
    },
  });
  return (
    <Button icon={<PlugZap aria-hidden />} pending={isPending} onClick={() => start({ instanceId })}>
      Test connection
    </Button>
  );
}
