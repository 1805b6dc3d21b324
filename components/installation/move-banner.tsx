import { ActionButton } from "@/components/forms/action-button";
import { Callout } from "@/components/ui/callout";
import { RelativeTime } from "@/components/ui/relative-time";
import { decideMoveAction } from "@/lib/features/installation/actions";
import { decisionLabels } from "@/lib/features/installation/labels";
import type { OpenMove } from "@/lib/features/installation/types";

const decisions = ["moved", "restored", "copy"] as const;

/** Asks an administrator, on every page, what it means that this metastore stands in another database. */
export function MoveBanner({ move }: { move: OpenMove }) {
  return (
    <div className="px-4 pt-4 lg:px-8">
      <Callout tone="attention" title="This metastore stands in another database than before; every sync is paused">
        <p>
          Found at a start <RelativeTime at={move.movedAt} />. {move.pausedSyncs}{" "}
          {move.pausedSyncs === 1 ? "sync" : "syncs"} that were enabled would write to lists which the former metastore
          may still write to. Say what happened:
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          {decisions.map((decision) => (
            <ActionButton
              key={decision}
              action={decideMoveAction}
              input={{ decision }}
              done="Decided"
              confirm={{
                title: `${decisionLabels[decision].title}?`,
                body: decisionLabels[decision].effect,
                verb: decisionLabels[decision].title,
              }}
            >
              {decisionLabels[decision].title}
            </ActionButton>
          ))}
        </div>
      </Callout>
    </div>
  );
}
