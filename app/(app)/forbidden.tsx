import { ReasonView } from "@/components/layout/reason-view";
import { LinkButton } from "@/components/ui/link-button";
import { currentPerson } from "@/lib/auth/session";
import { roles } from "@/lib/context";
import { describeError } from "@/lib/errors/codes";

/** A page that needs more than the person's roles. */
export default async function Forbidden() {
  const held = (await currentPerson())?.roles ?? [];
  const highest = Math.max(-1, ...held.map((role) => roles.indexOf(role)));
  const missing = roles.slice(highest + 1).map((role) => `SyncBridge.${role}`);
  return (
    <ReasonView
      title={describeError("not-allowed").title}
      message={held.length > 0 ? `You have the role ${held.join(" and ")}.` : "You have no role."}
      remedy={`Ask an administrator for the app role ${missing.join(" or ")}.`}
      actions={<LinkButton href="/">Go to the overview</LinkButton>}
    />
  );
}
