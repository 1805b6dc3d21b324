"use client";

import { useState } from "react";
import { CellValue } from "@/components/catalog/cell-value";
import { useAnswer } from "@/components/catalog/use-answer";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { tryRowAction } from "@/lib/features/mapping/actions";
import type { MappingDocument } from "@/lib/features/mapping/document/document";
import type { TriedField, TriedRow } from "@/lib/features/mapping/types";

interface TryRowDialogProps {
  definitionId: string;
  document: MappingDocument;
  onClose: () => void;
  /** Leads on to writing this row for real. */
  onTest: (key: string) => void;
}

/** As many as the server samples. */
const sampled = 20;

/** One real row through the mapping as it stands here: cells, what they become, what Graph would get. Nothing is written. */
export function TryRowDialog({ definitionId, document, onClose, onTest }: TryRowDialogProps) {
  const [key, setKey] = useState("");
  const [index, setIndex] = useState(0);
  const [tried, setTried] = useState<TriedRow | null>(null);
  const { ask, reason, isPending } = useAnswer(tryRowAction, setTried);
  const askSample = () => {
    ask({ definitionId, document, row: { by: "sample", index } });
    setIndex((index + 1) % sampled);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title="Try a row"
      description="Shows what the mapping, as it stands here, makes of one row. Nothing is written; the audit trail notes that you looked."
    >
      <div className="flex flex-col gap-4">
        <form
          className="flex flex-wrap items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            ask({ definitionId, document, row: { by: "key", key } });
          }}
        >
          <Input
            className="w-56"
            mono
            aria-label="Key of the row"
            placeholder="Key, such as 4711"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
          <Button type="submit" variant="primary" pending={isPending} disabled={key.trim() === ""}>
            Try
          </Button>
          <Button pending={isPending} onClick={askSample}>
            {tried ? "Another row" : "Any row"}
          </Button>
        </form>
        <div aria-live="polite" className="flex flex-col gap-4">
          <FormSummary reason={reason} />
          {!reason && tried && <Tried tried={tried} onTest={onTest} />}
        </div>
      </div>
    </Dialog>
  );
}

function Tried({ tried, onTest }: { tried: TriedRow; onTest: (key: string) => void }) {
  const { identity, refusal, isFiltered, fields, json, itemId, instanceLabel } = tried;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-auto">
          {identity && <code>{identity}</code>} <span className="text-ink-muted">read by {instanceLabel}.</span>{" "}
          {itemId === null ? "It has no item yet." : `It is item ${itemId} of the list.`}
        </p>
        {identity && json && !isFiltered && (
          <Button size="sm" onClick={() => onTest(identity)}>
            Send it as a test
          </Button>
        )}
      </div>
      {(refusal !== null || isFiltered) && (
        <Callout
          tone="attention"
          title={isFiltered ? "The row filter leaves this row out" : "This row cannot be synced"}
        >
          {refusal}
        </Callout>
      )}
      <div className="overflow-x-auto rounded-lg border border-line">
        <table className="w-full text-left text-sm">
          <thead className="bg-sunken text-ink-muted text-xs">
            <tr>
              {["The row has", "List column", "It becomes"].map((name) => (
                <th key={name} scope="col" className="px-3 py-1.5 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.rowId} className="border-line-faint border-t align-top">
                <td className="max-w-60 px-3 py-1.5 font-mono">
                  {field.cells.map(({ column, value }) => (
                    <span key={column} className="flex gap-2">
                      {field.cells.length > 1 && <span className="text-ink-faint">{column}</span>}
                      <CellValue value={value} kind="text" />
                    </span>
                  ))}
                </td>
                <td className="px-3 py-1.5 font-mono">{field.targetColumn}</td>
                <td className="max-w-60 break-words px-3 py-1.5">
                  <Outcome field={field} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details>
        <summary className="cursor-pointer text-ink-muted text-sm hover:text-ink">JSON for Graph</summary>
        <pre className="mt-2 max-h-72 overflow-auto rounded-lg border border-line bg-sunken p-3 text-xs">
          {json === null ? "Nothing would be sent: a field is rejected." : JSON.stringify(json, null, 2)}
        </pre>
      </details>
    </>
  );
}

function Outcome({ field: { canonical, isKept, rejection } }: { field: TriedField }) {
  if (rejection) return <span className="text-failed">{rejection.message}</span>;
  if (isKept) return <span className="text-ink-muted">what the list has is kept</span>;
  if (canonical === null) return <span className="text-ink-faint text-xs italic">nothing</span>;
  return <code>{Array.isArray(canonical) ? canonical.join("; ") : String(canonical)}</code>;
}
