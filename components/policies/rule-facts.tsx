import { Card } from "@/components/ui/card";
import { KeyValues } from "@/components/ui/key-values";
import { guardWords, limitText } from "@/lib/features/policies/labels";
import type { GuardLimits } from "@/lib/features/policies/schema";
import type { DefinitionPolicies } from "@/lib/features/policies/types";
import { ruleSentences } from "./rule-sentences";

/** The rules for those who may not change them. */
export function RuleFacts({ policies }: { policies: DefinitionPolicies }) {
  return (
    <Card title="Deletes and edits">
      <KeyValues entries={ruleSentences(policies)} />
    </Card>
  );
}

/** The limits for those who may not change them. */
export function GuardFacts({ policies }: { policies: DefinitionPolicies }) {
  const names = Object.keys(guardWords) as (keyof GuardLimits)[];
  return (
    <Card
      title="Guards"
      description="A run that would pass one of these limits stops before its first write. An administrator changes them."
    >
      <KeyValues
        entries={names.map((name) => ({
          label: guardWords[name].label,
          value: (
            <>
              <span className="block">
                {limitText(name, policies.guards)}
                {policies.ownGuards.includes(name) ? ` (default: ${limitText(name, policies.defaultGuards)})` : ""}
              </span>
              <span className="text-ink-muted text-sm">{guardWords[name].meaning}</span>
            </>
          ),
        }))}
      />
    </Card>
  );
}
