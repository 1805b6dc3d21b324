"use client";

import { ListFilter } from "lucide-react";
import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { proposeChoicesAction } from "@/lib/features/sharepoint/actions";
import { plural } from "@/lib/format/plural";

interface ChoicesFromDataProps {
  tableId: string;
  columnName: string;
  onFound: (choices: readonly string[]) => void;
}

/** Fills the choices with the values that the column holds at present. */
export function ChoicesFromData({ tableId, columnName, onFound }: ChoicesFromDataProps) {
  const [said, setSaid] = useState("");
  const { start, isPending } = useAction(proposeChoicesAction, {
    onDone: ({ choices, distinct, rows, isWhole }) => {
      const from = `${isWhole ? "all" : "a sample of"} ${plural(rows, "row")}`;
      if (choices.length > 0) onFound(choices);
      setSaid(
        choices.length > 0
          ? `${plural(choices.length, "value")} in ${from}.${isWhole ? "" : " Rarer ones may be missing."}`
          : distinct === 0
            ? `No value in ${from}.`
            : `${plural(distinct, "value")} in ${from}: too many, or too long, for choices.`,
      );
    },
  });
  return (
    <div className="-mt-2 flex flex-wrap items-center gap-3">
      <Button
        size="sm"
        icon={<ListFilter aria-hidden />}
        pending={isPending}
        onClick={() => start({ tableId, columnName })}
      >
        Take the values of the data
      </Button>
      <span role="status" className="text-ink-muted text-sm">
        {said}
      </span>
    </div>
  );
}
