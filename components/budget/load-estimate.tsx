import { ExactTime } from "@/components/ui/exact-time";
import { KeyValues } from "@/components/ui/key-values";
import { NumberValue } from "@/components/ui/number-value";
import type { LoadEstimate as Estimated } from "@/lib/features/budgets/types";
import { formatDuration } from "@/lib/format/duration";

const minuteMs = 60_000;

/** What filling a list costs: how many rows, units, minutes, which part of a day, and what that is estimated from. */
export function LoadEstimate({ estimate }: { estimate: Estimated | null }) {
  if (estimate === null) {
    return (
      <p className="text-ink-muted">
        Nothing is known of the table's rows yet. Introspect its database, or count its rows, to see an estimate.
      </p>
    );
  }
  const { creates, units, minuteLimit, basis } = estimate;
  return (
    <div className="flex flex-col gap-2">
      <KeyValues
        entries={[
          { label: "Items to create", value: <About value={creates} /> },
          {
            label: "Resource units",
            value: (
              <>
                <About value={units} /> <span className="text-ink-muted text-sm">2 for each item</span>
              </>
            ),
          },
          {
            label: "Time at least",
            value: (
              <>
                {timeOf(estimate)}{" "}
                <span className="text-ink-muted text-sm">
                  at {minuteLimit.toLocaleString("en")} units a minute, when nothing else spends them
                </span>
              </>
            ),
          },
          { label: "Of a day", value: shareOf(estimate) },
        ]}
      />
      <p className="text-ink-muted text-sm">
        Estimated, not measured: from <NumberValue value={basis.rows} /> rows{" "}
        {basis.isCounted ? "counted" : "by the database's own statistics"}, <ExactTime at={basis.at} />
        {estimate.isLimitAssumed ? ", and the limits of the smallest tenant, as Graph was never asked yet." : "."}
      </p>
    </div>
  );
}

function About({ value }: { value: number }) {
  return (
    <>
      about <NumberValue value={value} />
    </>
  );
}

function timeOf({ minutes, days }: Estimated): string {
  if (days > 1) return `${Math.ceil(days)} days`;
  return minutes * minuteMs < 1_000 ? "below a second" : formatDuration(minutes * minuteMs);
}

/** What bulk work may take of the last day's units, and whether that is enough now. */
function shareOf({ units, days, dayLimit, leftToday }: Estimated) {
  const share = days < 0.001 ? "below 0.1 %" : `${(100 * days).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
  return (
    <>
      {share}{" "}
      <span className="text-ink-muted text-sm">
        of <NumberValue value={dayLimit} /> units that runs may spend in 24 hours
        {units > leftToday && (
          <>
            ; only <NumberValue value={leftToday} /> of them are left now, so it waits for more
          </>
        )}
      </span>
    </>
  );
}
