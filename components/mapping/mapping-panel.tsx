"use client";

import { Trash2, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { DirectionIcon } from "@/components/ui/direction-icon";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import type { EditorColumns } from "@/lib/features/mapping/document/columns";
import type { ColumnSamples } from "@/lib/features/mapping/types";
import { ColumnFacts } from "./column-facts";
import type { RowRule } from "./editor-state";
import { FitBadge } from "./fit-badge";
import { SeverityIcon } from "./problems-bar";
import { type RowView, sourceName, targetName } from "./row-view";
import { RuleFields } from "./rule-fields";
import { RuleText } from "./rule-text";
import { SampledValues } from "./sampled-values";

interface MappingPanelProps {
  view: RowView;
  /** Another number with each opening, when the panel takes the keyboard. */
  opened: number;
  mode: EditorColumns["mode"];
  mayEdit: boolean;
  maySeeValues: boolean;
  definitionId: string;
  samples: ColumnSamples | null;
  onSamples: (samples: ColumnSamples) => void;
  onChange: (rule: Partial<RowRule>, group?: string) => void;
  onSettle: () => void;
  onRemove: () => void;
  onClose: () => void;
}

const directions = { BIDIRECTIONAL: "both", PUSH_ONLY: "push", PULL_ONLY: "pull" } as const;
const directionWords = {
  PUSH_ONLY: "Table to list",
  PULL_ONLY: "List to table",
  BIDIRECTIONAL: "Both ways",
} as const;

/** Everything about one mapping, to be read and changed. It stands beside the drawing where there is room, above it where there is not. */
export function MappingPanel(props: MappingPanelProps) {
  const {
    view,
    opened,
    mode,
    mayEdit,
    maySeeValues,
    definitionId,
    samples,
    onSamples,
    onChange,
    onSettle,
    onRemove,
    onClose,
  } = props;
  const { row, source, target, fit, problems } = view;
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening counts.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [opened]);
  return (
    <aside
      aria-label="Details of the mapping"
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
      className="fixed inset-y-0 right-0 z-40 flex w-104 max-w-full animate-slide-in flex-col border-line border-l bg-raised shadow-lg min-[1700px]:sticky min-[1700px]:top-16 min-[1700px]:z-0 min-[1700px]:max-h-[calc(100dvh-5rem)] min-[1700px]:rounded-lg min-[1700px]:border min-[1700px]:shadow-sm"
    >
      <header className="flex items-start gap-2 border-line border-b px-4 py-3">
        <h2
          ref={heading}
          tabIndex={-1}
          className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 font-mono font-semibold text-ink text-sm outline-none"
        >
          <span className="truncate">{sourceName(view)}</span>
          <DirectionIcon direction={directions[row.direction]} />
          <span className="truncate">{targetName(view)}</span>
        </h2>
        {mayEdit && (
          <Button
            variant="quiet"
            size="icon-sm"
            aria-label="Remove this mapping"
            title="Remove this mapping"
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Button>
        )}
        <Button variant="quiet" size="icon-sm" aria-label="Close the details" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-4 py-4">
        {problems.length > 0 && (
          <ul className="flex flex-col gap-1.5">
            {problems.map((problem) => (
              <li key={`${problem.code} ${problem.message}`} className="flex items-start gap-2">
                <SeverityIcon severity={problem.severity} />
                <span>
                  {problem.message} {problem.remedy && <span className="text-ink-muted">{problem.remedy}</span>}
                </span>
              </li>
            ))}
          </ul>
        )}
        <Part title="Fit">
          {fit ? (
            <>
              <FitBadge fit={fit} />
              {fit.reasons[0] && <p className="text-pretty text-ink-muted text-sm">{fit.reasons[0]}</p>}
            </>
          ) : (
            <p className="text-ink-muted">The expression is being checked.</p>
          )}
        </Part>
        {mode === "TWO_WAY" && mayEdit ? (
          <div className="flex flex-col gap-1.5">
            <Label htmlFor="mapping-direction">Direction</Label>
            <Select
              id="mapping-direction"
              value={row.direction}
              onChange={(event) => onChange({ direction: event.target.value as RowRule["direction"] })}
            >
              {Object.entries(directionWords).map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </Select>
          </div>
        ) : (
          <Part title="Direction">
            <DirectionIcon direction={directions[row.direction]} withWord />
            {mode !== "TWO_WAY" && <p className="text-ink-muted text-sm">This sync runs from table to list only.</p>}
          </Part>
        )}
        {mayEdit ? (
          <RuleFields key={row.id} row={row} onChange={onChange} onSettle={onSettle} />
        ) : (
          <Part title="Value">
            <RuleText row={row} />
          </Part>
        )}
        {source && (
          <Part title={`Column ${source.name}`}>
            <ColumnFacts of={{ side: "source", column: source }} />
            {maySeeValues && (
              <SampledValues definitionId={definitionId} column={source} samples={samples} onSamples={onSamples} />
            )}
          </Part>
        )}
        {target && (
          <Part title={`List column ${target.displayName}`}>
            <ColumnFacts of={{ side: "target", column: target }} />
          </Part>
        )}
      </div>
    </aside>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col items-start gap-1.5 [&>dl]:w-full">
      <h3 className="font-medium text-ink-faint text-xs">{title}</h3>
      {children}
    </section>
  );
}
