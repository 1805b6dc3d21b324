"use client";

import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { fitLabels, fitMeanings } from "@/lib/features/mapping/labels";
import type { FitLevel, MappingFit } from "@/lib/features/mapping/types";
import { FitDetails } from "./fit-details";

const states: Record<FitLevel, State> = {
  exact: "in-sync",
  safe: "in-sync",
  lossy: "attention",
  "needs-transform": "conflict",
  impossible: "failed",
};

/**
 * How well a mapping fits: icon, word and colour, the first reason on hover, everything that was found one click away. The dialog is made when it is
 * opened: there is one badge a row.
 */
export function FitBadge({ fit, tabIndex }: { fit: MappingFit; tabIndex?: number }) {
  const [isOpen, setOpen] = useState(false);
  const [first = fitMeanings[fit.level]] = fit.reasons;
  const name = fitLabels[fit.level];
  return (
    <>
      <button
        type="button"
        data-control=""
        tabIndex={tabIndex}
        className="-mx-1 rounded-sm px-1 hover:bg-hover"
        aria-label={`Fit: ${name}. Show why`}
        aria-haspopup="dialog"
        title={first}
        onClick={() => setOpen(true)}
      >
        <StateBadge state={states[fit.level]} label={name} look="plain" />
      </button>
      {isOpen && (
        <Dialog
          open
          onOpenChange={setOpen}
          size="lg"
          title={`${fit.sourceColumn ?? "Expression"} → ${fit.targetColumn}: ${name.toLowerCase()}`}
          description={fitMeanings[fit.level]}
        >
          <FitDetails fit={fit} />
        </Dialog>
      )}
    </>
  );
}
