import { ArrowDown, ArrowUp } from "lucide-react";
import { ActionButton } from "@/components/forms/action-button";
import { setFailOverOrderAction } from "@/lib/features/databases/actions";
import type { InstanceRow } from "@/lib/features/databases/types";

interface FailOverOrderProps {
  databaseId: string;
  /** In the order in which they are tried. */
  instances: readonly InstanceRow[];
  instance: InstanceRow;
}

/** Moves an instance one place up or down in the order of fail-over; the first is the primary. */
export function FailOverOrder({ databaseId, instances, instance }: FailOverOrderProps) {
  const ids = instances.map(({ id }) => id);
  const at = ids.indexOf(instance.id);
  const movedTo = (place: number) => ids.toSpliced(at, 1).toSpliced(place, 0, instance.id);
  const changeOfPrimary = (id: string | undefined) => {
    const label = instances.find((other) => other.id === id)?.instanceLabel ?? "";
    return {
      title: `Make “${label}” the primary?`,
      body: "Introspections, samples and counts ask it first from now on; the others become secondaries in their order.",
      verb: "Make primary",
    };
  };
  const steps = [
    { word: "earlier", place: at - 1, icon: <ArrowUp aria-hidden /> },
    { word: "later", place: at + 1, icon: <ArrowDown aria-hidden /> },
  ];
  return steps
    .filter(({ place }) => place >= 0 && place < ids.length)
    .map(({ word, place, icon }) => (
      <ActionButton
        key={word}
        action={setFailOverOrderAction}
        input={{ databaseId, instanceIds: movedTo(place), seen: { instanceIds: ids } }}
        done="Order changed"
        confirm={place === 0 || at === 0 ? changeOfPrimary(movedTo(place)[0]) : undefined}
        variant="quiet"
        size="sm"
        icon={icon}
      >
        Try {word}
      </ActionButton>
    ));
}
