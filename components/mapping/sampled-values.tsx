"use client";

import { useEffect, useRef } from "react";
import { CellValue } from "@/components/catalog/cell-value";
import { useAnswer } from "@/components/catalog/use-answer";
import { FieldError } from "@/components/ui/field-error";
import { KeyValues } from "@/components/ui/key-values";
import { NumberValue } from "@/components/ui/number-value";
import { useViewer } from "@/components/ui/viewer";
import { getColumnSamplesAction } from "@/lib/features/mapping/actions";
import type { SourceColumnView } from "@/lib/features/mapping/document/columns";
import type { ColumnSamples } from "@/lib/features/mapping/types";
import { formatPercent } from "@/lib/format/number";
import { panelFacts } from "./column-facts";

interface SampledValuesProps {
  definitionId: string;
  column: SourceColumnView;
  samples: ColumnSamples | null;
  onSamples: (samples: ColumnSamples) => void;
}

/** Some real values of a column, read once for all columns when the first panel is opened; the audit trail notes the look. */
export function SampledValues({ definitionId, column, samples, onSamples }: SampledValuesProps) {
  const { locale } = useViewer();
  const { ask, reason, isPending } = useAnswer(getColumnSamplesAction, onSamples);
  const wasAsked = useRef(samples !== null);
  useEffect(() => {
    if (wasAsked.current) return;
    wasAsked.current = true;
    ask({ definitionId });
  });
  if (reason) return <FieldError>{`${reason.message} ${reason.remedy}`}</FieldError>;
  if (!samples) return <p className="text-ink-muted text-sm">{isPending ? "Reading some rows…" : ""}</p>;
  const sample = samples.columns.find(({ columnId }) => columnId === column.id);
  if (!sample) return null;
  return (
    <KeyValues
      className={panelFacts}
      entries={[
        {
          label: "Values",
          value:
            sample.examples.length === 0 ? (
              <span className="text-ink-muted">none in the rows that were read</span>
            ) : (
              <ul className="font-mono">
                {sample.examples.map((value) => (
                  <li key={value}>
                    <CellValue value={value} kind={column.kind} />
                  </li>
                ))}
              </ul>
            ),
        },
        { label: "Null share", value: formatPercent(sample.nullShare, locale) },
        sample.longest !== null && {
          label: "Longest",
          value: (
            <>
              {sample.isLongestCut && "at least "}
              <NumberValue value={sample.longest} unit="characters" />
            </>
          ),
        },
        {
          label: "Of",
          value: (
            <>
              <NumberValue value={samples.rows} /> rows{samples.isWhole ? " (all)" : ""}, by {samples.instanceLabel}
            </>
          ),
        },
      ]}
    />
  );
}
