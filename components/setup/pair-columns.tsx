import { ArrowRight } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { Code } from "@/components/ui/code";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { fitLabels, fitMeanings } from "@/lib/features/mapping/labels";
import type { FitLevel } from "@/lib/features/mapping/types";
import type { PairProposal } from "@/lib/features/setup/types";

const fitStates: Record<FitLevel, State> = {
  exact: "in-sync",
  safe: "in-sync",
  lossy: "attention",
  "needs-transform": "conflict",
  impossible: "failed",
};

/** A name for a pair that stays while it is chosen. */
export const pairKey = ({ mappingId, sourceColumnId, targetColumnId }: PairProposal) =>
  mappingId ?? `${sourceColumnId} ${targetColumnId}`;

interface Choice {
  readonly isTaken: (pair: PairProposal) => boolean;
  readonly toggle: (pair: PairProposal) => void;
}

/** Columns of the table of pairs: whether it is taken, what it joins, why, and how well it fits. */
export function pairColumns({ isTaken, toggle }: Choice): readonly Column<PairProposal>[] {
  return [
    {
      id: "source",
      header: "Table column",
      cell: (pair) => (
        <span className="inline-flex items-center gap-2.5">
          <Checkbox id={`pair-${pairKey(pair)}`} checked={isTaken(pair)} onChange={() => toggle(pair)} />
          <label htmlFor={`pair-${pairKey(pair)}`} className="inline-flex items-center gap-2">
            {pair.sourceColumn !== null && (
              <>
                <Code>{pair.sourceColumn}</Code>
                <span className="text-ink-muted text-sm">{pair.sourceType}</span>
              </>
            )}
            {pair.transform !== null && (
              <span className="inline-flex items-center gap-1 text-ink-muted text-sm">
                expression <Code>{pair.transform}</Code>
              </span>
            )}
          </label>
          {pair.isKey && <Badge tone="accent">Key</Badge>}
        </span>
      ),
    },
    {
      id: "target",
      header: "List column",
      cell: (pair) => (
        <span className="inline-flex items-center gap-2">
          <ArrowRight aria-label="to" className="size-4 shrink-0 text-accent" strokeWidth={1.75} />
          <span className="text-ink">{pair.targetColumn}</span>
          <span className="text-ink-muted text-sm">{pair.targetType}</span>
          {pair.isRequired && <Badge tone="attention">Required</Badge>}
        </span>
      ),
    },
    {
      id: "score",
      header: "Sure",
      align: "right",
      width: "4.5rem",
      cell: (pair) => (pair.score === null ? "–" : `${Math.round(pair.score * 100)} %`),
    },
    {
      id: "why",
      header: "Why",
      fills: true,
      cell: (pair) => (
        <span className="flex flex-col whitespace-normal py-1 text-sm">
          {pair.problem !== null && <span className="text-failed">{pair.problem}</span>}
          <span className="text-ink-muted">{pair.reasons.join(" ") || "Paired by a person."}</span>
        </span>
      ),
    },
    {
      id: "fit",
      header: "Fit",
      width: "10rem",
      cell: (pair) => (
        <span title={pair.fitReasons.join(" ") || fitMeanings[pair.fit]}>
          <StateBadge state={fitStates[pair.fit]} label={fitLabels[pair.fit]} look="plain" />
        </span>
      ),
    },
  ];
}
