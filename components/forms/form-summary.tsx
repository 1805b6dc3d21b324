import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import type { Reason } from "@/lib/errors/action-result";
import { signInAddress } from "./sign-in-address";

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
      action={
        reason.code === "not-signed-in" && (
          <Button onClick={() => location.assign(signInAddress())}>Sign in again</Button>
        )
      }
      announce
    >
      {saysNoMore ? null : reason.message}
    </Callout>
  );
}
