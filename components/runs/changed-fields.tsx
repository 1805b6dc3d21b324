import { ArrowRight } from "lucide-react";
import type { FieldChange, FieldValue } from "@/lib/features/runs/types";

const mostShown = 4;

interface ChangesProps {
  changes: readonly FieldChange[];
  /** Fields that the operation leaves as they are; absent: not told. */
  unchanged?: readonly FieldValue[];
}

/** Fields with what they held and what they become; many of them, and those that stay, folded. */
export function Changes({ changes, unchanged = [] }: ChangesProps) {
  const more = changes.length - mostShown;
  const folded = [more > 0 && `${more} more`, unchanged.length > 0 && `${unchanged.length} unchanged`].filter(Boolean);
  return (
    <span className="flex min-w-0 flex-col gap-0.5 text-sm">
      <span className="flex flex-wrap items-center gap-x-4 gap-y-0.5">
        {changes.slice(0, mostShown).map((change) => (
          <Change key={change.column} change={change} />
        ))}
      </span>
      {folded.length > 0 && (
        <details className="relative z-1">
          <summary className="w-fit cursor-pointer rounded-xs text-ink-muted hover:text-ink">
            {folded.join(", ")}
          </summary>
          <Fields changes={changes} unchanged={unchanged} />
        </details>
      )}
    </span>
  );
}

function Change({ change }: { change: FieldChange }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span className="text-ink-muted">{change.column}</span>
      {change.before !== null && (
        <>
          <span className="max-w-40 truncate font-mono text-ink-muted line-through">{change.before}</span>
          <ArrowRight aria-label="becomes" className="size-3 shrink-0 text-ink-faint" />
        </>
      )}
      {change.after === null ? (
        <span className="text-ink-faint">empty</span>
      ) : (
        <span className="max-w-40 truncate font-mono">{change.after}</span>
      )}
    </span>
  );
}

/** Every field in a line of its own, values whole. */
function Fields({ changes, unchanged }: Required<ChangesProps>) {
  return (
    <dl className="mt-1 grid grid-cols-[fit-content(12rem)_minmax(0,1fr)] gap-x-4 gap-y-0.5 whitespace-normal">
      {changes.map(({ column, before, after }) => (
        <Field key={column} name={column}>
          {before !== null && (
            <>
              <del className="break-words font-mono text-ink-muted">{before}</del>
              <ArrowRight aria-label="becomes" className="mx-1 inline size-3 text-ink-faint" />
            </>
          )}
          {after === null ? (
            <span className="text-ink-faint">empty</span>
          ) : (
            <span className="break-words font-mono">{after}</span>
          )}
        </Field>
      ))}
      {unchanged.map(({ column, value }) => (
        <Field key={column} name={column}>
          {value === null ? (
            <span className="text-ink-faint">empty</span>
          ) : (
            <span className="break-words font-mono">{value}</span>
          )}{" "}
          <span className="text-ink-faint">unchanged</span>
        </Field>
      ))}
    </dl>
  );
}

function Field({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="break-words text-ink-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
