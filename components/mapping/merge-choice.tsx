"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { MappingDocument, MappingRow } from "@/lib/features/mapping/document/document";
import { type Clash, settleClash } from "@/lib/features/mapping/document/merge";
import type { PublishResult } from "@/lib/features/mapping/types";
import { plural } from "@/lib/format/plural";
import { DifferenceList, fieldLabels, type NameOf, RowName, sayField } from "./difference-list";

interface MergeChoiceProps {
  behind: Extract<PublishResult, { readonly reason: "behind" }>;
  nameOf: NameOf;
  onMerged: (document: MappingDocument) => void;
}

/** What the other changed, and a choice for each thing that both changed differently. */
export function MergeChoice({ behind, nameOf, onMerged }: MergeChoiceProps) {
  const { published, theirs, merged } = behind;
  const [chosen, setChosen] = useState<readonly ("mine" | "theirs" | null)[]>(merged.clashes.map(() => null));
  const isSettled = chosen.every((side) => side !== null);
  const finish = () =>
    onMerged(
      merged.clashes.reduce(
        (document, clash, index) => settleClash(document, clash, chosen[index] ?? "mine"),
        merged.document,
      ),
    );
  return (
    <div className="flex flex-col gap-5">
      <section className="flex flex-col gap-1">
        <h3 className="font-medium text-ink text-sm">What {published.by ?? "the other"} changed</h3>
        {published.reason && <p className="text-ink-muted text-sm">“{published.reason}”</p>}
        <DifferenceList difference={theirs} nameOf={nameOf} />
      </section>
      {merged.clashes.length > 0 && (
        <section className="flex flex-col gap-3">
          <h3 className="font-medium text-ink text-sm">
            {plural(merged.clashes.length, "thing")} that both of you changed differently
          </h3>
          {merged.clashes.map((clash, index) => (
            <ClashChoice
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list.
              key={index}
              clash={clash}
              document={merged.document}
              nameOf={nameOf}
              chosen={chosen[index] ?? null}
              onChoose={(side) => setChosen(chosen.map((each, at) => (at === index ? side : each)))}
            />
          ))}
        </section>
      )}
      <div className="flex items-center gap-3">
        <Button variant="primary" disabled={!isSettled} onClick={finish}>
          Take over into my draft
        </Button>
        {!isSettled && <span className="text-ink-muted text-sm">Choose one of each pair first.</span>}
      </div>
    </div>
  );
}

interface ClashChoiceProps {
  clash: Clash;
  document: MappingDocument;
  nameOf: NameOf;
  chosen: "mine" | "theirs" | null;
  onChoose: (side: "mine" | "theirs") => void;
}

function ClashChoice({ clash, document, nameOf, chosen, onChoose }: ClashChoiceProps) {
  return (
    <fieldset className="rounded-lg border border-line px-3 pb-2.5">
      <legend className="px-1 text-sm">
        <ClashName clash={clash} document={document} nameOf={nameOf} />
      </legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {(["mine", "theirs"] as const).map((side) => (
          <label
            key={side}
            className="flex items-start gap-2.5 rounded-md border border-line px-2.5 py-2 has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              checked={chosen === side}
              onChange={() => onChoose(side)}
              className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-line-control bg-surface checked:border-[5px] checked:border-accent"
            />
            <span className="min-w-0 text-sm">
              <span className="block font-medium">{side === "mine" ? "Mine" : "Theirs"}</span>
              <ClashValue clash={clash} value={clash[side]} nameOf={nameOf} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function ClashName({ clash, document, nameOf }: { clash: Clash; document: MappingDocument; nameOf: NameOf }) {
  if (clash.part === "row-filter") return "Row filter";
  if (clash.part === "unit-row") {
    const example = document.unitRows.find(({ id }) => id === clash.id);
    return <>Example “{example?.name ?? "removed"}”</>;
  }
  const row =
    document.rows.find(({ id }) => id === clash.id) ?? ((clash.mine ?? clash.theirs ?? clash.base) as MappingRow);
  return (
    <>
      <RowName row={row} nameOf={nameOf} />
      {clash.field && `: ${fieldLabels[clash.field].toLowerCase()}`}
    </>
  );
}

function ClashValue({ clash, value, nameOf }: { clash: Clash; value: unknown; nameOf: NameOf }) {
  if (clash.part === "row-filter") return value === null ? "every row" : <code>{String(value)}</code>;
  if (clash.part === "row" && clash.field !== null) return sayField(clash.field, value, nameOf);
  if (value === null) return "removed";
  if (clash.part === "row") return <RowName row={value as MappingRow} nameOf={nameOf} />;
  return <code className="break-words">{typeof value === "string" ? value : JSON.stringify(value)}</code>;
}
