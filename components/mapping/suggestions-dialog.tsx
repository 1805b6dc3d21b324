"use client";

import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import type { Suggestion } from "@/lib/features/mapping/document/suggest";
import type { NameOf } from "./difference-list";

interface SuggestionsDialogProps {
  suggestions: readonly Suggestion[];
  nameOf: NameOf;
  onAccept: (suggestions: readonly Suggestion[]) => void;
  onClose: () => void;
}

const bars = [0.9, 0.85, 0.75, 0.6, 0.45];
/** Here a suggestion is as good as a choice. */
const usualBar = 0.85;

/** Pairs of free columns that may belong together, best first, each with what speaks for it. What a person mapped is never touched. */
export function SuggestionsDialog({ suggestions, nameOf, onAccept, onClose }: SuggestionsDialogProps) {
  const [bar, setBar] = useState(usualBar);
  const above = suggestions.filter(({ score }) => score >= bar);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title="Suggested mappings"
      description="By the words of their names, their types and, where rows were read, their values. Only columns that are free are suggested."
      footer={
        <div className="flex flex-wrap items-center gap-2">
          <Button
            variant="primary"
            disabled={above.length === 0}
            onClick={() => {
              onAccept(above);
              onClose();
            }}
          >
            Accept {above.length}
          </Button>
          <span className="text-ink-muted text-sm">that score at least</span>
          <Select
            aria-label="Least score"
            className="w-24"
            value={bar}
            onChange={(event) => setBar(Number(event.target.value))}
          >
            {bars.map((value) => (
              <option key={value} value={value}>
                {value.toFixed(2)}
              </option>
            ))}
          </Select>
        </div>
      }
    >
      {suggestions.length === 0 ? (
        <p className="text-ink-muted">No free column of the table looks like a free one of the list.</p>
      ) : (
        <ul className="flex flex-col">
          {suggestions.map((suggestion) => {
            const { sourceColumnId, targetColumnId, score, reasons } = suggestion;
            const names = `${nameOf(sourceColumnId)} to ${nameOf(targetColumnId)}`;
            return (
              <li
                key={`${sourceColumnId} ${targetColumnId}`}
                className="flex items-start gap-3 border-line-faint border-b py-2 last:border-b-0"
              >
                <span className="figures mt-0.5 w-9 shrink-0 text-ink-muted">{score.toFixed(2)}</span>
                <div className="min-w-0 flex-1">
                  <p className="flex flex-wrap items-center gap-x-1.5 text-sm">
                    <code>{nameOf(sourceColumnId)}</code>
                    <ArrowRight aria-label="to" className="size-3.5 text-accent" strokeWidth={1.75} />
                    <code>{nameOf(targetColumnId)}</code>
                  </p>
                  <p className="text-pretty text-ink-muted text-sm">{reasons.join(" ")}</p>
                </div>
                <Button size="sm" aria-label={`Accept ${names}`} onClick={() => onAccept([suggestion])}>
                  Accept
                </Button>
              </li>
            );
          })}
        </ul>
      )}
    </Dialog>
  );
}
