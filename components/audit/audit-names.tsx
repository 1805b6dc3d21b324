import { Badge } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/text-link";
import { actorKindLabels } from "@/lib/features/audit/labels";
import type { AuditEventRow } from "@/lib/features/audit/types";
import { targetHref, targetKindLabels } from "./audit-words";

/** Who did it; what is no person says what it is. */
export function ActorName({ event }: { event: AuditEventRow }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      <span className="truncate">{event.actorName}</span>
      {event.actorKind !== "person" && <Badge>{actorKindLabels[event.actorKind]}</Badge>}
    </span>
  );
}

/** The thing it was done to, with a link where that has a page. */
export function TargetName({ event }: { event: AuditEventRow }) {
  const href = targetHref(event);
  const name = event.targetName ?? event.targetId ?? "–";
  return (
    <span className="inline-flex min-w-0 items-center gap-2">
      {href ? (
        <TextLink href={href} className="relative z-1 truncate">
          {name}
        </TextLink>
      ) : (
        <span className="truncate">{name}</span>
      )}
      <span className="shrink-0 text-ink-faint text-sm">
        {(targetKindLabels[event.targetKind] ?? event.targetKind).toLowerCase()}
      </span>
    </span>
  );
}
