import { Callout } from "@/components/ui/callout";
import type { Reason } from "@/lib/errors/action-result";

/** Why a form was not accepted. Nothing while only fields are wrong: they say it themselves. */
export function FormSummary({ reason }: { reason: Reason | null }) {
  if (reason === null) return null;
  const saysNoMore = reason.message === reason.title;
  if (reason.code === "input-invalid" && saysNoMore && Object.keys(reason.fieldErrors ?? {}).length > 0) return null;
  return (
    <Callout
      tone="failed"
      title={reason.title}
      remedy={reason.remedy}
      referenceId={reason.code === "unexpected" && reason.requestId ? reason.requestId : undefined}
      announce
    >
      {saysNoMore ? null : reason.message}
    </Callout>
  );
}
