import { ArrowDown, ArrowUp } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { cx } from "@/components/ui/class-names";
import { setSourcesAction } from "@/lib/features/sources/actions";
import { moved, placesRead, switched } from "@/lib/features/sources/document/order";
import type { Source, SourcesView } from "@/lib/features/sources/types";

/** What can be done with one instance: try it earlier or later, read from it or leave it. The last one that is read stays. */
export function SourceActions({ view, source }: { view: SourcesView; source: Source }) {
  const { definitionId, sources } = view;
  const read = sources.filter(({ isEnabled }) => isEnabled);
  const { instanceId, isEnabled, instance } = source;
  const at = read.indexOf(source);
  const seen = { sources: placesRead(sources) };
  const changeOfPrimary = (label: string | undefined) => ({
    title: `Make “${label ?? ""}” the primary of this sync?`,
    body: "Runs try it first from now on, and a row counts as gone when it is gone there. Other syncs keep their order.",
    verb: "Make primary",
  });
  const steps = [
    { verb: "Make primary", by: 0, icon: undefined, isThere: at === 0 && source.role !== "PRIMARY" },
    { verb: "Try earlier", by: -1, icon: <ArrowUp aria-hidden />, isThere: at > 0 },
    { verb: "Try later", by: 1, icon: <ArrowDown aria-hidden />, isThere: isEnabled && at + 1 < read.length },
  ] as const;
  return (
    <div className={cx("flex flex-wrap gap-1", isEnabled && "-mx-2")}>
      {steps
        .filter(({ isThere }) => isThere)
        .map(({ verb, by, icon }) => {
          const first = at + by === 0 ? source : at === 0 ? read[1] : undefined;
          return (
            <ActionButton
              key={verb}
              action={setSourcesAction}
              input={{ definitionId, sources: moved(sources, instanceId, by), seen }}
              done="Order changed"
              confirm={first && changeOfPrimary(first.instance.instanceLabel)}
              variant="quiet"
              size="sm"
              icon={icon}
            >
              {verb}
            </ActionButton>
          );
        })}
      {(!isEnabled || read.length > 1) && (
        <ActionButton
          action={setSourcesAction}
          input={{ definitionId, sources: switched(sources, instanceId), seen }}
          done={isEnabled ? "Read no more" : "Read from now on"}
          confirm={
            isEnabled
              ? {
                  title: `Read no more from “${instance.instanceLabel}”?`,
                  body:
                    source.role === "PRIMARY"
                      ? "Runs go on with the next instance. Whether a row is really gone is asked of the primary alone, so that nothing is deleted until this sync has one again."
                      : "Runs of this sync do not fall back on it any more.",
                  verb: "Read no more",
                }
              : undefined
          }
          variant={isEnabled ? "quiet" : "secondary"}
          size="sm"
        >
          {isEnabled ? "Do not read" : "Read from it"}
        </ActionButton>
      )}
    </div>
  );
}
