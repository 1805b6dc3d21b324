import { ruleSentences } from "@/components/policies/rule-sentences";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { KeyValues } from "@/components/ui/key-values";
import { TextLink } from "@/components/ui/text-link";
import { cursorStrategyLabels, keyStrategyLabels } from "@/lib/features/syncs/labels";
import type { DefinitionDetails } from "@/lib/features/syncs/types";

/** What a definition stands on and the rules it follows. */
export function DefinitionFacts({ definition }: { definition: DefinitionDetails }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card title="From and to">
        <KeyValues
          entries={[
            {
              label: "Table",
              value: <TextLink href={`/tables/${definition.tableId}`}>{definition.tableName}</TextLink>,
            },
            {
              label: "Database",
              value: <TextLink href={`/databases/${definition.databaseId}`}>{definition.databaseName}</TextLink>,
            },
            {
              label: "Read from",
              value: definition.instances.map((instance) => instance.label).join(", ") || "No instance",
            },
            {
              label: "List",
              value: <TextLink href={`/sharepoint/lists/${definition.listId}`}>{definition.listName}</TextLink>,
            },
            {
              label: "Site",
              value: <TextLink href={`/sharepoint/sites/${definition.siteId}`}>{definition.siteName}</TextLink>,
            },
          ]}
        />
      </Card>
      <Card title="Rules" actions={<TextLink href={`/syncs/${definition.id}/rules`}>Deletes and guards</TextLink>}>
        <KeyValues
          entries={[
            { label: "Key", value: <KeyFact definition={definition} /> },
            { label: "Reads by", value: cursorStrategyLabels[definition.cursorStrategy] ?? definition.cursorStrategy },
            ...ruleSentences(definition),
            { label: "Zone of zone-less times", value: definition.timeZone },
            {
              label: "Namespace of its keys",
              value: definition.identityNamespace ? (
                <Code copy={definition.identityNamespace}>{definition.identityNamespace}</Code>
              ) : (
                "Frozen by the first run"
              ),
            },
          ]}
        />
      </Card>
    </div>
  );
}

function KeyFact({ definition }: { definition: DefinitionDetails }) {
  return (
    <>
      {keyStrategyLabels[definition.keyStrategy] ?? definition.keyStrategy}:{" "}
      <Code>{definition.keyColumns.join(", ")}</Code>
    </>
  );
}
