"use client";

import { Sigma } from "lucide-react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { toast } from "@/components/ui/toast";
import { useViewer } from "@/components/ui/viewer";
import { countRowsAction } from "@/lib/features/tables/actions";
import { plural } from "@/lib/format/plural";

/** From here on a count may take the database long enough to ask first. */
const manyRows = 1_000_000;

/** Counts the rows of a table once. Of a large one, or one of unknown size, only after it was said what that costs. */
export function CountRowsButton({ tableId, rowEstimate }: { tableId: string; rowEstimate: number | null }) {
  const { locale } = useViewer();
  const { perform, start, isPending } = useAction(countRowsAction, {
    onDone: ({ rowCount, instanceLabel }) =>
      toast.success(`${plural(rowCount, "row", "rows", locale)} counted`, { description: `By ${instanceLabel}.` }),
  });
  const isSmall = rowEstimate !== null && rowEstimate < manyRows;
  const button = (
    <Button icon={<Sigma aria-hidden />} pending={isPending} onClick={isSmall ? () => start({ tableId }) : undefined}>
      Count rows now
    </Button>
  );
  if (isSmall) return button;
  return (
    <ConfirmDialog trigger={button} title="Count all rows?" confirm="Count" onConfirm={() => perform({ tableId })}>
      The database reads the whole table once
      {rowEstimate !== null && `, about ${plural(rowEstimate, "row", "rows", locale)}`}. It is given up after 15
      seconds; nothing is locked.
    </ConfirmDialog>
  );
}
