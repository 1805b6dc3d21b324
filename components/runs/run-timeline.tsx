"use client";

import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import type { RunTimeline, TimelineSpan } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";
import { highestOf, PaceChart, waitWords } from "./pace-chart";

const pollMs = 1_800;

interface RunTimelineCardProps {
  runId: string;
  initial: RunTimeline;
  isOpen: boolean;
}

/** How a run went over time: its pace, what it spent, and where it waited. */
export function RunTimelineCard({ runId, initial, isOpen }: RunTimelineCardProps) {
  const { data } = useQuery({
    queryKey: ["run-timeline", runId, isOpen],
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/runs/${runId}/timeline`, { signal });
      if (!response.ok) throw new Error(`The time line could not be read: ${response.status}`);
      return (await response.json()) as RunTimeline;
    },
    initialData: initial,
    // A run that ended under the page's eyes is read once more, with its last moments.
    refetchOnMount: "always",
    refetchInterval: isOpen ? pollMs : false,
  });
  const { spans, waits } = data;
  if (spans.length === 0) return null;
  return (
    <Card title="Over time" description="As measured while the run went on, averaged between the moments of measuring.">
      <div className="flex flex-col gap-4">
        <Charts spans={spans} waits={waits} />
        {waits.length > 0 && <Waits waits={waits} />}
        <details>
          <summary className="w-fit cursor-pointer rounded-xs text-ink-muted text-sm hover:text-ink">
            The same as a table
          </summary>
          <Figures spans={spans} />
        </details>
      </div>
    </Card>
  );
}

type Pace = "rowsPerMinute" | "itemsPerMinute" | "unitsPerMinute";

const paces: readonly { readonly pace: Pace; readonly name: string; readonly unit: string }[] = [
  { pace: "rowsPerMinute", name: "Rows read", unit: "rows/min" },
  { pace: "itemsPerMinute", name: "Items written", unit: "items/min" },
  { pace: "unitsPerMinute", name: "Graph units", unit: "units/min" },
];

function Charts({ spans, waits }: RunTimeline) {
  const shown = paces.filter(({ pace }) => spans.some((span) => span[pace] > 0));
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-2 xl:grid-cols-3">
      {shown.map(({ pace, name, unit }) => {
        const steps = spans.map((span) => ({
          from: Date.parse(span.from),
          to: Date.parse(span.to),
          perMinute: span[pace],
        }));
        const most = highestOf(steps);
        return (
          <figure key={pace} className="flex min-w-0 flex-col gap-1.5">
            <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
              <span className="text-ink-muted">{name}</span>
              <span className="text-ink">
                up to <NumberValue value={most} digits={most < 10 ? 1 : 0} unit={unit} />
              </span>
            </figcaption>
            <PaceChart waits={waits} steps={steps} />
            <p className="flex justify-between text-ink-faint text-xs">
              <ExactTime at={spans[0]?.from ?? null} />
              <ExactTime at={spans.at(-1)?.to ?? null} />
            </p>
          </figure>
        );
      })}
    </div>
  );
}

/** As many as are read; a day of throttling has hundreds. */
const mostListed = 8;

function Waits({ waits }: Pick<RunTimeline, "waits">) {
  const longest = waits.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, mostListed);
  return (
    <div className="text-sm">
      <h3 className="text-ink-muted">{waits.length > mostListed ? `Longest of ${waits.length} waits` : "Waits"}</h3>
      <ul className="flex flex-wrap gap-x-6 gap-y-1">
        {longest
          .toSorted((a, b) => (a.from < b.from ? -1 : 1))
          .map((wait) => (
            <li key={wait.from} className="text-ink">
              <ExactTime at={wait.from} className="text-ink-muted" /> {waitWords(wait)}
            </li>
          ))}
      </ul>
    </div>
  );
}

const lengthOf = ({ from, to }: { from: string; to: string }) => Date.parse(to) - Date.parse(from);

function Figures({ spans }: { spans: readonly TimelineSpan[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region one can focus, so that it can be scrolled by keyboard.
    <section aria-label="Course of the run" tabIndex={0} className="mt-2 max-h-80 overflow-auto">
      <table className="w-full text-left text-sm">
        <thead className="text-ink-muted">
          <tr>
            <th className="py-1 pr-4 font-medium">From</th>
            <th className="py-1 pr-4 text-right font-medium">Lasted</th>
            {paces.map(({ pace, name, unit }) => (
              <th key={pace} className="py-1 pr-4 text-right font-medium">
                {name}, {unit}
              </th>
            ))}
            <th className="py-1 text-right font-medium">Told to wait</th>
          </tr>
        </thead>
        <tbody>
          {spans.map((span) => (
            <tr key={span.from} className="border-line-faint border-t">
              <td className="py-1 pr-4">
                <ExactTime at={span.from} />
              </td>
              <td className="figures py-1 pr-4 text-right">{formatDuration(lengthOf(span))}</td>
              {paces.map(({ pace }) => (
                <td key={pace} className="py-1 pr-4 text-right">
                  <NumberValue value={span[pace]} digits={span[pace] < 10 ? 1 : 0} />
                </td>
              ))}
              <td className="figures py-1 text-right">{span.waitedMs > 0 ? formatDuration(span.waitedMs) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
