import { type ReactNode, useId } from "react";
import { Label } from "@/components/ui/label";
import { NumberValue } from "@/components/ui/number-value";
import { Select } from "@/components/ui/select";
import type { MatchSample } from "@/lib/features/keys/types";

interface MatchGroupProps<Choice extends string> {
  title: string;
  count: number;
  /** Null for those who may not see values. */
  samples: readonly MatchSample[] | null;
  choice?: Choice;
  /** Left out where nothing is to be chosen. */
  onChoose?: ((choice: Choice) => void) | undefined;
  options?: readonly { readonly value: Choice; readonly label: string }[];
  note?: string;
  children?: ReactNode;
}

/** One group of a comparison: how many, some of them, and what shall become of it. */
export function MatchGroup<Choice extends string>(props: MatchGroupProps<Choice>) {
  const { title, count, samples, choice, onChoose, options = [], note, children } = props;
  const id = useId();
  return (
    <section aria-labelledby={`${id}-title`} className="rounded-md border border-line-faint px-3 py-2.5">
      <h3 id={`${id}-title`} className="flex items-baseline gap-2 font-medium text-ink">
        {title}{" "}
        <span className="text-ink-muted">
          <NumberValue value={count} />
        </span>
      </h3>
      {note && <p className="text-ink-muted text-sm">{note}</p>}
      {samples && samples.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-0.5 text-sm">
          {samples.map((sample) => (
            <li key={`${sample.identity} ${sample.itemId}`} className="min-w-0 truncate text-ink-muted">
              {sample.identity !== null && <code className="text-ink">{sample.identity}</code>}
              {sample.identity !== null && sample.itemId !== null && " ↔ "}
              {sample.itemId !== null && <span className="text-ink">item {sample.itemId}</span>}
              {sample.summary !== "" && ` · ${sample.summary}`}
            </li>
          ))}
          {count > samples.length && (
            <li className="text-ink-faint">and {(count - samples.length).toLocaleString("en")} more</li>
          )}
        </ul>
      )}
      {onChoose && count > 0 && (
        <div className="mt-2 flex max-w-xl flex-col gap-1">
          <Label htmlFor={`${id}-choice`}>What becomes of them</Label>
          <Select id={`${id}-choice`} value={choice} onChange={(event) => onChoose(event.target.value as Choice)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </Select>
        </div>
      )}
      {children}
    </section>
  );
}
