"use client";

import { Rows3 } from "lucide-react";
import { useState, useTransition } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field-error";
import type { ActionResult } from "@/lib/errors/action-result";
import { previewExpressionAction } from "@/lib/features/expressions/actions";
import type { ExpressionUse } from "@/lib/features/expressions/schema";
import type { ExpressionPreview, PreviewedRow } from "@/lib/features/expressions/types";

interface ExpressionPreviewPanelProps {
  definitionId: string;
  text: string;
  use: ExpressionUse;
  /** False while the text has a problem. */
  canAsk: boolean;
}

type Answer = ActionResult<ExpressionPreview>;

/** Shows the expression on real rows when asked to: what they have, what comes out, what the list gets. */
export function ExpressionPreviewPanel({ definitionId, text, use, canAsk }: ExpressionPreviewPanelProps) {
  const [shown, setShown] = useState<{ readonly text: string; readonly answer: Answer } | null>(null);
  const [isPending, startTransition] = useTransition();
  const ask = () =>
    startTransition(async () => {
      const input = { definitionId, text, use };
      const answer = await previewExpressionAction(input).catch((): Answer => ({ ok: false, reason: noAnswer }));
      setShown({ text, answer });
    });
  const answer = shown?.answer;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<Rows3 aria-hidden />} size="sm" onClick={ask} pending={isPending} disabled={!canAsk}>
          Try it on rows of the table
        </Button>
        {shown && shown.text !== text && <span className="text-ink-muted text-sm">Shown for an earlier text.</span>}
      </div>
      <div aria-live="polite">
        {answer?.ok === false && <FieldError>{`${answer.reason.message} ${answer.reason.remedy}`}</FieldError>}
        {answer?.ok && answer.data.instanceLabel !== null && (
          <Rows preview={answer.data} isFilter={use.kind === "filter"} />
        )}
      </div>
    </div>
  );
}

function Rows({ preview, isFilter }: { preview: ExpressionPreview; isFilter: boolean }) {
  const { rows, columnsUsed, instanceLabel } = preview;
  if (rows.length === 0) return <p className="text-ink-muted text-sm">The table has no rows.</p>;
  return (
    <div className="max-h-72 overflow-auto rounded-lg border border-line">
      <table className="w-full text-sm">
        <caption className="px-2.5 py-1.5 text-left text-ink-muted">
          {rows.length} rows of {instanceLabel}
        </caption>
        <thead className="sticky top-0 bg-sunken text-left text-ink-muted">
          <tr>
            {columnsUsed.map((name) => (
              <th key={name} scope="col" className="px-2.5 py-1.5 font-medium">
                {name}
              </th>
            ))}
            <th scope="col" className="px-2.5 py-1.5 font-medium">
              {isFilter ? "Takes part" : "Result"}
            </th>
            {!isFilter && (
              <th scope="col" className="px-2.5 py-1.5 font-medium">
                The list gets
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a sample have no identity and never move
            <Row key={index} row={row} columns={columnsUsed} isFilter={isFilter} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, columns, isFilter }: { row: PreviewedRow; columns: readonly string[]; isFilter: boolean }) {
  const verdict = row.value === "true" ? "Yes" : "No";
  return (
    <tr className="border-line-faint border-t align-top">
      {columns.map((name, index) => (
        <Cell key={name} value={row.cells[index] ?? null} />
      ))}
      {row.error !== null ? (
        <td colSpan={isFilter ? 1 : 2} className="px-2.5 py-1.5 text-failed">
          {row.error}
        </td>
      ) : isFilter ? (
        <td className="px-2.5 py-1.5">{verdict}</td>
      ) : (
        <>
          <Cell value={row.result} />
          <Cell value={row.value} />
        </>
      )}
    </tr>
  );
}

function Cell({ value }: { value: string | null }) {
  return (
    <td className="max-w-64 truncate whitespace-pre px-2.5 py-1.5 font-mono" title={value?.slice(0, 2_000)}>
      {value === null || value === "" ? (
        <span className="font-sans text-ink-faint text-xs italic">{value === null ? "nothing" : "empty text"}</span>
      ) : (
        value.replaceAll(/\r?\n/g, "↵").slice(0, 300)
      )}
    </td>
  );
}
