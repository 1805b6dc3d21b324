"use client";

import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Code } from "@/components/ui/code";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { type MendPlace, mendPlaceOf } from "@/lib/features/rejections/labels";
import type { RunRejectionGroup, RunRejections } from "@/lib/features/rejections/types";
import type { RunRow } from "@/lib/features/runs/types";
import { RetryRows } from "./retry-rows";

interface RunRejectionsCardProps {
  run: RunRow;
  rejections: RunRejections;
  /** Whether the viewer may see values of rows, and with them lists of rows. */
  maySeeValues: boolean;
  mayRetry: boolean;
}

/** What a run could not sync, by cause, with its cure. Nothing where it synced all. */
export function RunRejectionsCard({ run, rejections, maySeeValues, mayRetry }: RunRejectionsCardProps) {
  if (rejections.groups.length === 0) return null;
  const isPlan = run.purpose === "PLAN";
  return (
    <Card
      id="rejections"
      title={isPlan ? "Rows that would be rejected, by cause" : "Rejected rows, by cause"}
      padding="none"
    >
      <ul className="flex flex-col">
        {rejections.groups.map((group) => (
          <li
            key={group.code}
            className="grid gap-x-6 gap-y-3 border-line-faint border-b px-4 py-3.5 last:border-b-0 md:grid-cols-[minmax(0,1fr)_auto]"
          >
            <Cause run={run} group={group} listId={rejections.listId} maySeeValues={maySeeValues} />
            {!isPlan && run.outcome !== null && (
              <Standing run={run} group={group} maySeeValues={maySeeValues} mayRetry={mayRetry} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface OfGroup {
  run: RunRow;
  group: RunRejectionGroup;
  maySeeValues: boolean;
}

function Cause({ run, group, listId, maySeeValues }: OfGroup & { listId: string }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-semibold text-ink">{group.title}</span>
        <Badge>{group.code}</Badge>
        <span className="text-ink">
          <NumberValue value={group.rows} /> {group.rows === 1 ? "row" : "rows"}
        </span>
      </p>
      <p className="max-w-prose text-ink-muted">{group.cause}</p>
      <p className="max-w-prose text-ink">{group.remedy}</p>
      {group.samples.length > 0 && <Samples definitionId={run.definitionId} group={group} />}
      <Ways run={run} group={group} listId={listId} maySeeValues={maySeeValues} />
    </div>
  );
}

function Samples({ definitionId, group }: { definitionId: string; group: RunRejectionGroup }) {
  return (
    <ul aria-label="For example" className="flex flex-col gap-0.5 text-sm">
      {group.samples.map(({ identity, itemId, message }) => (
        <li key={`${identity} ${message}`} className="min-w-0 break-words text-ink-muted">
          <TextLink href={`/syncs/${definitionId}/ledger/row?key=${encodeURIComponent(identity)}`}>
            <Code>{identity}</Code>
          </TextLink>
          {itemId !== null && <>, item {itemId}</>}: {message}
        </li>
      ))}
    </ul>
  );
}

const placeWords: Record<MendPlace, string> = {
  key: "The sync's key",
  filter: "The row filter",
  list: "The list and its columns",
  held: "Decide in the ledger",
};

/** Where to look and to mend. */
function Ways({ run, group, listId, maySeeValues }: OfGroup & { listId: string }) {
  const sync = `/syncs/${run.definitionId}`;
  const places: Record<MendPlace, string> = {
    key: `${sync}/key`,
    filter: sync,
    list: `/sharepoint/lists/${listId}`,
    held: `${sync}/ledger?state=HELD`,
  };
  const place = mendPlaceOf(group.code);
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {group.fields.map(({ name, mappingId, rows }) => (
        <span key={name} className="text-ink-muted">
          {mappingId ? <TextLink href={`${sync}?mapping=${mappingId}`}>Mapping of {name}</TextLink> : name}
          {group.fields.length > 1 && (
            <>
              {" "}
              <NumberValue value={rows} />
            </>
          )}
        </span>
      ))}
      {place !== null && (place !== "held" || maySeeValues) && (
        <TextLink href={places[place]}>{placeWords[place]}</TextLink>
      )}
      {group.hasOperations && maySeeValues && (
        <TextLink href={`/runs/${run.id}/operations?outcome=${group.code}`}>Their operations</TextLink>
      )}
    </p>
  );
}

/** How many of the rows are rejected still, and what becomes of them. */
function Standing({ run, group, maySeeValues, mayRetry }: OfGroup & { mayRetry: boolean }) {
  const { open, waiting, nextRetryAt } = group;
  if (open === 0)
    return (
      <p className="max-w-56 text-ink-muted text-sm md:text-right">
        None of them is open any more: mended since, or met again by a later run.
      </p>
    );
  const words = (
    <>
      <NumberValue value={open} /> still rejected
    </>
  );
  return (
    <div className="flex flex-col items-start gap-1.5 md:items-end">
      {mayRetry && <RetryRows runId={run.id} code={group.code} rows={open} />}
      <p className="text-sm">
        {maySeeValues ? (
          <TextLink href={`/syncs/${run.definitionId}/rejections?code=${group.code}&run=${run.id}`}>{words}</TextLink>
        ) : (
          words
        )}
      </p>
      <p className="text-ink-muted text-sm">
        {waiting === 0 ? (
          "Judged again by the next run"
        ) : (
          <>
            Tried again by itself <RelativeTime at={nextRetryAt} />
          </>
        )}
      </p>
    </div>
  );
}
