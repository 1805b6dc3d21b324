"use client";

import { useRouter } from "next/navigation";
import { Code } from "@/components/ui/code";
import { Dialog } from "@/components/ui/dialog";
import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import type { AuditEventRow } from "@/lib/features/audit/types";
import { ActorName, TargetName } from "./audit-names";
import { actionText } from "./audit-words";
import { ChangeTable } from "./change-table";

/** One event in full. It is in the address, so that it can be sent to a colleague; closing takes it out again. */
export function AuditEventDialog({ event, closeHref }: { event: AuditEventRow; closeHref: string }) {
  const router = useRouter();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) router.push(closeHref, { scroll: false });
      }}
      title={actionText(event.action)}
      size="lg"
    >
      <div className="flex flex-col gap-5">
        <KeyValues
          entries={[
            { label: "Target", value: <TargetName event={event} /> },
            { label: "Who", value: <ActorName event={event} /> },
            { label: "When", value: <ExactTime at={event.at} /> },
            event.requestId !== null && {
              label: "Request",
              value: <Code copy={event.requestId}>{event.requestId}</Code>,
            },
          ]}
        />
        <ChangeTable before={event.before} after={event.after} />
      </div>
    </Dialog>
  );
}
