import { cx } from "@/components/ui/class-names";
import type { JsonValue } from "@/lib/features/audit/types";
import { type AuditChange, auditChanges, valueText } from "./audit-changes";

/** Each field of an event before and after, the changed ones first and marked. */
export function ChangeTable({ before, after }: { before: JsonValue; after: JsonValue }) {
  const changes = auditChanges(before, after);
  if (changes.length === 0) return <p className="text-ink-muted">Nothing else is recorded with it.</p>;
  const hasBefore = before !== null;
  return (
    // Wide values must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
    <section aria-label="Before and after" tabIndex={0} className="overflow-auto rounded-md border border-line">
      <table className="w-full text-left text-sm">
        <thead>
          <tr className="bg-sunken text-ink-muted text-xs">
            <th scope="col" className="h-8 px-3 font-medium">
              Field
            </th>
            {hasBefore && (
              <th scope="col" className="px-3 font-medium">
                Before
              </th>
            )}
            <th scope="col" className="px-3 font-medium">
              {hasBefore ? "After" : "Value"}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <ChangeRow key={change.field} change={change} hasBefore={hasBefore} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ChangeRow({ change, hasBefore }: { change: AuditChange; hasBefore: boolean }) {
  const isMarked = hasBefore && change.isChanged;
  return (
    <tr className={cx("border-line-faint border-t align-top", isMarked && "bg-accent-soft/60")}>
      <th scope="row" className={cx("px-3 py-1.5 font-normal text-ink-muted", isMarked && "font-medium text-ink")}>
        {change.field}
        {isMarked && <span className="sr-only"> (changed)</span>}
      </th>
      {hasBefore && <ValueCell value={change.before} />}
      <ValueCell value={change.after} />
    </tr>
  );
}

function ValueCell({ value }: { value: JsonValue | undefined }) {
  const text = valueText(value);
  return (
    <td className="px-3 py-1.5">
      {text === null ? (
        <span className="text-ink-faint">empty</span>
      ) : (
        <span className="wrap-anywhere font-mono">{text}</span>
      )}
    </td>
  );
}
