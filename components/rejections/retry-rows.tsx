"use client";

import { useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { toast } from "@/components/ui/toast";
import { retryRunRowsAction } from "@/lib/features/rejections/actions";
import { plural } from "@/lib/format/plural";
import { runRejectionsKey } from "./use-run-rejections";

interface RetryRowsProps {
  runId: string;
  code: string;
  /** How many rows of this cause are rejected still. */
  rows: number;
}

/** Tries the rows of one cause again by a run that begins at once, and goes to watch it. */
export function RetryRows({ runId, code, rows }: RetryRowsProps) {
  const router = useRouter();
  const client = useQueryClient();
  const { perform } = useAction(retryRunRowsAction, {
    onDone: (done) => {
      if (done.run === null) {
        toast.info("None of these rows is rejected any more");
        void client.invalidateQueries({ queryKey: runRejectionsKey(runId) });
        return;
      }
      toast.success(
        done.run.isUnderWay
          ? `${plural(done.rows, "row")} may be tried again; a run is under way, and what it has passed is left to the next one`
          : `${plural(done.rows, "row")} ${done.rows === 1 ? "is" : "are"} tried again by this run`,
      );
      router.push(`/runs/${done.run.id}`);
    },
  });
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" icon={<RotateCcw aria-hidden />}>
          Retry these rows
        </Button>
      }
      title={`Try ${plural(rows, "row")} again?`}
      confirm="Retry"
      onConfirm={() => perform({ runId, code })}
    >
      A run begins at once. It compares the table with the list as each run does and takes up these rows too, without
      waiting for their time. What is still wrong is rejected again, with its cause.
    </ConfirmDialog>
  );
}
