import { KeyValues } from "@/components/ui/key-values";
import { nullPolicyLabels } from "@/lib/features/expressions/labels";
import type { MappingRow } from "@/lib/features/mapping/document/document";
import { panelFacts } from "./column-facts";

/** How a field gets its value, for those who may only read. */
export function RuleText({ row }: { row: MappingRow }) {
  return (
    <KeyValues
      className={panelFacts}
      entries={[
        {
          label: "Expression",
          value:
            row.transform === null ? (
              "The column flows as it is."
            ) : (
              <code className="whitespace-pre-wrap break-words">{row.transform}</code>
            ),
        },
        row.inverse !== null && {
          label: "Way back",
          value: <code className="whitespace-pre-wrap break-words">{row.inverse}</code>,
        },
        { label: "When empty", value: nullPolicyLabels[row.nullPolicy] },
        row.nullPolicy === "DEFAULT" && { label: "Default", value: <code>{row.defaultValue}</code> },
      ]}
    />
  );
}
