import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import type { UnitRow } from "@/lib/features/mapping/document/document";
import type { DocumentFindings } from "@/lib/features/mapping/document/findings";
import type { NameOf } from "./difference-list";

interface ExampleResultProps {
  unitRow: UnitRow;
  findings: DocumentFindings;
  nameOf: NameOf;
}

/** One example by name, and how it came out with the document as it stands. */
export function ExampleResult({ unitRow: { id, name }, findings, nameOf }: ExampleResultProps) {
  const result = findings.unitRows.find(({ unitRowId }) => unitRowId === id);
  const failed = result?.fields.filter(({ isPassed }) => !isPassed) ?? [];
  return (
    <div className="flex items-start gap-2 text-sm">
      {!result && <LoaderCircle aria-label="Being run" className="mt-0.75 size-3.5 shrink-0 text-ink-faint" />}
      {result?.isPassed && <CircleCheck aria-label="Passed" className="mt-0.75 size-3.5 shrink-0 text-good" />}
      {result && !result.isPassed && <CircleX aria-label="Failed" className="mt-0.75 size-3.5 shrink-0 text-failed" />}
      <span>
        {name}
        {failed.map(({ targetColumnId, expected, got, error }) => (
          <span key={targetColumnId} className="block text-ink-muted">
            <code>{nameOf(targetColumnId)}</code>:{" "}
            {error ?? `expected ${expected ?? "no value"}, got ${got ?? "no value"}`}
          </span>
        ))}
      </span>
    </div>
  );
}
