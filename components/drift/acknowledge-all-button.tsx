import { CheckCheck } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { acknowledgeTableDriftAction } from "@/lib/features/drift/actions";

/** Says of all open differences of a table that they were seen; proposed renames stay for a decision. */
export function AcknowledgeAllButton({ tableId }: { tableId: string }) {
  return (
    <ActionButton
      action={acknowledgeTableDriftAction}
      input={{ tableId }}
      done="All acknowledged, but proposed renames"
      icon={<CheckCheck aria-hidden />}
    >
      Acknowledge all
    </ActionButton>
  );
}
