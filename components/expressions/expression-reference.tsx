"use client";

import { useState } from "react";
import { Input } from "@/components/ui/input";
import type { FunctionEntryText } from "@/lib/features/expressions/types";
import { useExpressionTerms } from "./expression-terms";

/** Names and functions in place: what can be written, each with an example. A click writes it into the field. */
export function ExpressionReference({ write, hasValue }: { write: (text: string) => void; hasValue: boolean }) {
  const { names, functions } = useExpressionTerms();
  const [wanted, setWanted] = useState("");
  const word = wanted.trim().toLowerCase();
  const found = functions.filter(({ form, says }) => `${form} ${says}`.toLowerCase().includes(word));
  const groups = [...new Set(found.map(({ group }) => group))];
  const columns = names.filter(({ written }) => written.toLowerCase().includes(word));
  return (
    <details className="rounded-lg border border-line">
      <summary className="cursor-pointer select-none px-3 py-2 text-ink-muted text-sm hover:text-ink">
        Columns and functions
      </summary>
      <div className="flex max-h-72 flex-col gap-3 overflow-y-auto border-line border-t px-3 py-3 text-sm">
        <Input
          type="search"
          className="shrink-0"
          aria-label="Find a column or a function"
          placeholder="Find a column or a function"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <section aria-label="Columns">
          <p className="mb-1 font-medium text-ink">Columns</p>
          <ul className="flex flex-wrap gap-1.5">
            {hasValue && <Name written="value" kind="this field's own column" write={write} />}
            {columns.map(({ written, kind, isNullable }) => (
              <Name key={written} written={written} kind={isNullable ? `${kind}, may be empty` : kind} write={write} />
            ))}
          </ul>
        </section>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <p className="mb-1 font-medium text-ink">{group}</p>
            <ul className="flex flex-col gap-1.5">
              {found
                .filter((entry) => entry.group === group)
                .map((entry) => (
                  <Entry key={entry.name} entry={entry} write={write} />
                ))}
            </ul>
          </section>
        ))}
        <p className="text-ink-muted">
          Compare with == != &lt; &lt;= &gt; &gt;=, combine with &amp;&amp; || !, choose with condition ? one : other,
          compute with + - * / %. run.startedAt, run.id and definition.name tell of the run. Comparing an empty value is
          never true; ask with == null.
        </p>
      </div>
    </details>
  );
}

function Name({ written, kind, write }: { written: string; kind: string; write: (text: string) => void }) {
  return (
    <li>
      <button
        type="button"
        title={kind}
        onClick={() => write(written)}
        className="rounded-md border border-line px-1.5 py-0.5 font-mono hover:bg-hover"
      >
        {written}
      </button>
    </li>
  );
}

function Entry({ entry, write }: { entry: FunctionEntryText; write: (text: string) => void }) {
  const [example] = entry.examples;
  return (
    <li>
      <code className="text-ink">{entry.form}</code> <span className="text-ink-muted">{entry.says}</span>
      {example && (
        <>
          {" "}
          <button
            type="button"
            title="Write this example"
            onClick={() => write(example.expression)}
            className="font-mono text-ink-muted underline decoration-dotted underline-offset-2 hover:text-ink"
          >
            {example.expression}
          </button>
          <span className="text-ink-muted"> → {example.result ?? "nothing"}</span>
        </>
      )}
    </li>
  );
}
