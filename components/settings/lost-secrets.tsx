import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { enterAgainHref, ownerText, secretKindLabels } from "@/lib/features/secrets/labels";
import type { StoredSecret } from "@/lib/features/secrets/types";
import { plural } from "@/lib/format/plural";

/** What must be entered again because its key is gone, each with the way to its form. */
export function LostSecrets({ secrets }: { secrets: readonly StoredSecret[] }) {
  return (
    <Card
      title={`${plural(secrets.length, "secret")} to enter again`}
      description="Their key is not among those of this process. If you still have it, add it to SYNCBRIDGE_OTHER_SECRET_KEYS and restart; otherwise enter them again."
    >
      <ul className="flex flex-col divide-y divide-line-faint">
        {secrets.map((secret) => (
          <li key={`${secret.ownerId} ${secret.kind}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
            <span className="min-w-0 flex-1 break-words text-ink">
              {secretKindLabels[secret.kind]} of {ownerText(secret)}
            </span>
            <TextLink href={enterAgainHref(secret)}>
              Enter again<span className="sr-only">: {ownerText(secret)}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}
