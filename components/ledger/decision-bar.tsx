"use client";

import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { decideEntriesAction } from "@/lib/features/ledger/actions";
import type { Decision } from "@/lib/features/ledger/schema";
import { formatNumber } from "@/lib/format/number";
import { decisionForm } from "./decision-form";

interface Choice {
  readonly decision: Decision;
  readonly label: string;
  readonly title: (entries: string) => string;
  readonly body: string;
}

const choices: Readonly<Record<"ASKED" | "HELD", readonly Choice[]>> = {
  ASKED: [
    {
      decision: "leave",
      label: "Leave them deleted",
      title: (entries) => `Leave the items of ${entries} deleted?`,
      body: "Their rows stay in the table and are no longer pushed. You can have the items made again later.",
    },
    {
      decision: "recreate",
      label: "Make the items again",
      title: (entries) => `Make the items of ${entries} again?`,
      body: "The next run makes new items, with new numbers, of the rows as the table holds them then.",
    },
  ],
  HELD: [
    {
      decision: "list",
      label: "Keep the list's values",
      title: (entries) => `Keep the list's values of ${entries}?`,
      body: "Every waiting field keeps what the list holds, until the row gets another value in that very field.",
    },
    {
      decision: "table",
      label: "Take the table's values",
      title: (entries) => `Take the table's values in ${entries}?`,
      body: "The next run writes over what the list holds in every waiting field. The former values stay in the runs' operations. A field that is edited once more before it waits again.",
    },
  ],
};

interface DecisionBarProps {
  definitionId: string;
  state: "ASKED" | "HELD";
  /** How many wait, of those that the search finds; counted up to one more than are decided at once. */
  waiting: number;
  mostDecided: number;
  search: string;
}

/** Decides the chosen entries, or, when none is chosen, all that the table's search finds. */
export function DecisionBar({ definitionId, state, waiting, mostDecided, search }: DecisionBarProps) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { perform } = useAction(decideEntriesAction, { done: "Decided; the next run carries it out" });
  const readChosen = () => {
    const form = document.getElementById(decisionForm);
    setChosen(form instanceof HTMLFormElement ? new FormData(form).getAll("entry").map(String) : []);
  };
  const all = Math.min(waiting, mostDecided);
  const count = chosen.length > 0 ? chosen.length : all;
  const entries = `${chosen.length > 0 ? "" : "all "}${formatNumber(count)} ${count === 1 ? "entry" : "entries"}`;
  const input = chosen.length > 0 ? { entryIds: [...chosen] } : search === "" ? {} : { search };
  return (
    <form id={decisionForm} className="flex flex-wrap gap-2" onSubmit={(event) => event.preventDefault()}>
      {choices[state].map(({ decision, label, title, body }) => (
        <ConfirmDialog
          key={decision}
          trigger={<Button onPointerDown={readChosen}>{label}</Button>}
          onOpenChange={(open) => open && readChosen()}
          title={title(entries)}
          confirm={label}
          onConfirm={() => perform({ definitionId, decision, ...input })}
        >
          <p>{body}</p>
          {chosen.length === 0 && (
            <p className="mt-2">
              {search === "" ? "These are all that wait." : "These are all that wait and that the search finds."}
              {waiting > mostDecided &&
                ` More than ${formatNumber(mostDecided)} wait: the others remain to be decided.`}
            </p>
          )}
        </ConfirmDialog>
      ))}
    </form>
  );
}
