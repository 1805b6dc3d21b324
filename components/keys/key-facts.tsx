import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { KeyValues } from "@/components/ui/key-values";
import { levelLabels, strategyLabels } from "@/lib/features/keys/labels";
import type { KeyView } from "@/lib/features/keys/types";
import { ConsentButtons } from "./consent-buttons";
import { NamespaceButton } from "./namespace-button";

/** By what rows are told apart, and what keeps their items single. */
export function KeyFacts({ view, mayDefine }: { view: KeyView; mayDefine: boolean }) {
  const level = view.level && levelLabels[view.level];
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="Identity of rows">
        <KeyValues
          entries={[
            { label: "Strategy", value: strategyLabels[view.strategy].title },
            { label: "What it means", value: strategyLabels[view.strategy].meaning },
            {
              label: "Columns",
              value:
                view.columns.length === 0 ? (
                  "None chosen"
                ) : (
                  <Code>{view.columns.map(({ name }) => name).join(", ")}</Code>
                ),
            },
            view.constraintName !== null && { label: "Constraint", value: <Code>{view.constraintName}</Code> },
            {
              label: "Namespace",
              value: (
                <span className="flex flex-wrap items-center gap-2">
                  <Code copy={view.namespace}>{view.namespace}</Code>
                  {view.isNamespaceFrozen ? (
                    <span className="text-ink-muted text-sm">frozen by the first push</span>
                  ) : (
                    mayDefine && <NamespaceButton definitionId={view.definitionId} namespace={view.namespace} />
                  )}
                </span>
              ),
            },
          ]}
        />
      </Card>
      <Card title="Key of the list">
        <KeyValues
          entries={[
            { label: "Level", value: level ? level.title : "Probed when the sync is enabled" },
            level !== null && { label: "What it means", value: level.meaning },
            view.levelReason !== null && { label: "Why not better", value: view.levelReason },
          ]}
        />
        {mayDefine && <ConsentButtons view={view} />}
      </Card>
    </div>
  );
}
