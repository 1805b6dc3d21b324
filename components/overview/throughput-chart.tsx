import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { NumberValue } from "@/components/ui/number-value";
import type { ThroughputHour } from "@/lib/features/overview/types";
import { HourText } from "./hour-text";

const written = [
  { key: "created", word: "created", bar: "bg-accent", text: "text-accent-strong" },
  { key: "updated", word: "updated", bar: "bg-accent/50", text: "text-ink" },
  { key: "deleted", word: "deleted", bar: "bg-ink-muted", text: "text-ink-muted" },
] as const;
const read = [{ key: "rowsRead", word: "rows read", bar: "bg-ink-faint", text: "text-ink-muted" }] as const;

type Series = (typeof written | typeof read)[number];

const sum = (hours: readonly ThroughputHour[], key: Series["key"]) =>
  hours.reduce((total, hour) => total + hour[key], 0);

/** What runs did in each of the last 24 hours: items written and rows read, each from zero, and the same numbers as a table. */
export function ThroughputChart({ hours }: { hours: readonly ThroughputHour[] }) {
  const isIdle = hours.every(({ runs }) => runs === 0);
  return (
    <Card
      title="Last 24 hours"
      description="A run counts in the hour in which it ended, with all it did; one under way counts in the present hour."
    >
      <div className="flex flex-col gap-5">
        {!isIdle && (
          <>
            <Bars title="Items written" hours={hours} series={written} height="h-28" />
            <Bars title="Rows read" hours={hours} series={read} height="h-14" />
          </>
        )}
        <HourTable hours={hours} />
      </div>
    </Card>
  );
}

function Bars({
  title,
  hours,
  series,
  height,
}: {
  title: string;
  hours: readonly ThroughputHour[];
  series: readonly Series[];
  height: string;
}) {
  const totals = hours.map((hour) => series.reduce((total, { key }) => total + hour[key], 0));
  const highest = Math.max(...totals);
  const [first, last] = [hours[0], hours.at(-1)];
  const told = series.map(({ key, word }) => `${sum(hours, key).toLocaleString("en")} ${word}`).join(", ");
  return (
    <figure aria-label={`${title} by hour: ${told}`} className="flex flex-col gap-1.5">
      <figcaption className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 text-sm">
        <span className="font-medium text-ink">{title}</span>
        {series.map(({ key, word, bar, text }) => (
          <span key={key} className={cx("inline-flex items-center gap-1.5", text)}>
            <span aria-hidden className={cx("size-2 rounded-xs", bar)} />
            <NumberValue value={sum(hours, key)} className="font-medium" /> {word}
          </span>
        ))}
      </figcaption>
      <div aria-hidden className="grid grid-cols-[3rem_minmax(0,1fr)] gap-x-2 text-ink-faint text-xs">
        <div className="flex flex-col justify-between text-right leading-none">
          {highest > 0 ? <NumberValue value={highest} compact /> : <span />}
          <span className="figures">0</span>
        </div>
        <div className={cx("flex items-end gap-px border-line border-b", height)}>
          {hours.map((hour) => (
            <div key={hour.hour.getTime()} className="flex h-full flex-1 flex-col-reverse">
              {series.map(({ key, bar }) => (
                <div
                  key={key}
                  className={bar}
                  style={{ height: `${highest === 0 ? 0 : (hour[key] / highest) * 100}%` }}
                />
              ))}
            </div>
          ))}
        </div>
        <p className="col-start-2 flex justify-between pt-1">
          {first && <HourText at={first.hour} />}
          {last && <HourText at={last.hour} />}
        </p>
      </div>
    </figure>
  );
}

/** Hours in which nothing ended are left out. */
function HourTable({ hours }: { hours: readonly ThroughputHour[] }) {
  const busy = hours.filter((hour) => hour.runs > 0).toReversed();
  if (busy.length === 0) return <p className="text-ink-muted text-sm">No run ended in the last 24 hours.</p>;
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer rounded-xs text-accent underline decoration-accent/35 underline-offset-3">
        The same numbers as a table
      </summary>
      <div className="max-h-72 overflow-auto pt-2">
        <table className="w-full text-left">
          <thead className="text-ink-muted">
            <tr>
              {["Hour from", "Runs", "Created", "Updated", "Deleted", "Rows read"].map((head, index) => (
                <th key={head} scope="col" className={cx("px-2 py-1 font-medium", index > 0 && "text-right")}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {busy.map((hour) => (
              <tr key={hour.hour.getTime()} className="border-line-faint border-t">
                <td className="px-2 py-1">
                  <HourText at={hour.hour} />
                </td>
                {[hour.runs, hour.created, hour.updated, hour.deleted, hour.rowsRead].map((value, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a fixed table.
                  <td key={index} className="px-2 py-1 text-right">
                    <NumberValue value={value} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
