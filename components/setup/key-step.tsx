import { KeyForm } from "@/components/keys/key-form";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { KeyValues } from "@/components/ui/key-values";
import { levelLabels, strategyLabels } from "@/lib/features/keys/labels";
import type { KeyView } from "@/lib/features/keys/types";
import type { SetupView } from "@/lib/features/setup/types";
import { PrepareListForm } from "./prepare-list-form";
import { StepLinks } from "./step-links";

/** By what rows are told apart, why, what else there is, and how well the list holds their keys. */
export function KeyStep({ setup, view }: { setup: SetupView; view: KeyView }) {
  const hasKey = view.problems.length === 0;
  const form = <KeyForm key={`${view.strategy} ${view.columns.map(({ id }) => id).join()}`} view={view} />;
  return (
    <>
      {!hasKey && (
        <Callout tone="attention" title="These rows cannot be told apart yet" remedy="Choose the key below.">
          {view.problems.join(" ")}
        </Callout>
      )}
      <Card title="What tells rows apart">
        {hasKey && (
          <KeyValues
            entries={[
              { label: "Columns", value: <Code>{view.columns.map(({ name }) => name).join(", ")}</Code> },
              { label: "Taken from", value: strategyLabels[view.strategy].title },
              { label: "Why", value: whyOf(view) },
            ]}
          />
        )}
        {hasKey ? (
          <details className="mt-3">
            <summary className="cursor-pointer text-accent-strong text-sm">Choose another key</summary>
            <div className="pt-4">{form}</div>
          </details>
        ) : (
          form
        )}
      </Card>
      <Card
        title="The key in the list"
        description="Each item carries its row's key in a hidden column, SyncBridgeKey, so that it is never made twice."
      >
        {view.level === null && !hasKey && (
          <p className="text-ink-muted">The list is prepared when rows can be told apart.</p>
        )}
        {view.level === null && hasKey && <PrepareListForm setup={setup} isProvisioned={view.isListProvisioned} />}
        {view.level !== null && (
          <div className="flex flex-col gap-4">
            <KeyValues
              entries={[
                { label: "Level", value: levelLabels[view.level].title },
                { label: "What it means", value: levelLabels[view.level].meaning },
                view.levelReason !== null && { label: "Why not better", value: view.levelReason },
              ]}
            />
            <StepLinks setup={setup} step="key" />
          </div>
        )}
      </Card>
    </>
  );
}

function whyOf({ strategy, constraintName }: KeyView): string {
  switch (strategy) {
    case "PRIMARY_KEY":
      return "It is the table's own key: the database keeps it unique and never empty.";
    case "UNIQUE_CONSTRAINT":
      return `The table has no primary key; the constraint ${constraintName ?? ""} keeps these columns unique.`;
    case "COMPOSITE_COLUMNS":
    case "HASHED":
      return strategyLabels[strategy].meaning;
  }
}
