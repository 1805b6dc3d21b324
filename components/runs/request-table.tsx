import type { Column, TableFilter } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { requestOutcomeLabels } from "@/lib/features/requests/labels";
import type { RequestOutcome, RequestRow } from "@/lib/features/requests/types";
import { formatDuration } from "@/lib/format/duration";

const faces: Record<RequestOutcome, State> = {
  served: "in-sync",
  refused: "failed",
  throttled: "attention",
  unanswered: "unknown",
};

/** Columns of a run's requests to Graph. */
export const requestColumns: readonly Column<RequestRow>[] = [
  { id: "at", header: "Time", cell: (request) => <ExactTime at={request.at} />, width: "11rem" },
  {
    id: "outcome",
    header: "Answer",
    cell: (request) => (
      <span className="flex items-center gap-2">
        <StateBadge state={faces[request.outcome]} label={requestOutcomeLabels[request.outcome]} look="plain" />
        <span className="figures text-ink-muted">{request.status ?? request.reason}</span>
      </span>
    ),
    width: "8rem",
  },
  { id: "method", header: "Method", mono: true, cell: (request) => request.method, width: "5rem" },
  {
    id: "path",
    header: "Path",
    mono: true,
    fills: true,
    cell: (request) => <Path request={request} />,
    copy: ({ path }) => path,
  },
  {
    id: "duration",
    header: "Took",
    align: "right",
    cell: (request) => (request.durationMs === null ? "–" : formatDuration(request.durationMs)),
    width: "6rem",
  },
  { id: "units", header: "Units", align: "right", cell: ({ units }) => <NumberValue value={units} />, width: "5rem" },
  {
    id: "wait",
    header: "Told to wait",
    align: "right",
    cell: ({ retryAfterMs }) => (retryAfterMs === null ? "–" : formatDuration(retryAfterMs)),
    width: "7rem",
  },
  { id: "attempt", header: "Try", align: "right", isExtra: true, cell: ({ attempt }) => attempt, width: "4rem" },
  {
    id: "request",
    header: "Request id",
    mono: true,
    cell: ({ requestId }) => requestId?.slice(0, 8) ?? "–",
    copy: ({ requestId }) => requestId,
    width: "7rem",
  },
  {
    id: "client",
    header: "Client request id",
    mono: true,
    isExtra: true,
    cell: ({ clientRequestId }) => clientRequestId?.slice(0, 8) ?? "–",
    copy: ({ clientRequestId }) => clientRequestId,
    width: "9rem",
  },
];

function Path({ request }: { request: RequestRow }) {
  const { path, batchSize, isEntry, sent, answered } = request;
  return (
    <span className="relative z-1 wrap-anywhere flex flex-col whitespace-normal py-1">
      <span title={path}>
        {shortened(path)}
        {batchSize !== null && <span className="font-sans text-ink-muted"> with {batchSize} entries</span>}
        {isEntry && <span className="font-sans text-ink-muted"> in a batch</span>}
      </span>
      {(sent ?? answered) !== null && (
        <details className="font-sans text-sm">
          <summary className="w-fit cursor-pointer text-ink-muted hover:text-ink">What was said</summary>
          <Body name="Sent" text={sent} />
          <Body name="Answered" text={answered} />
        </details>
      )}
    </span>
  );
}

/** Sites and other things by the beginning of their ids: what was asked is read, and the whole is copied. */
const shortened = (path: string) =>
  path
    .replace(/\/sites\/[^/,]+,[^/,]+,[^/]+/, "/sites/…")
    .replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}\b/gi, "$1…");

function Body({ name, text }: { name: string; text: string | null }) {
  if (text === null) return null;
  return (
    <>
      <p className="mt-1 text-ink-muted">{name}</p>
      <pre className="whitespace-pre-wrap break-all rounded-sm bg-sunken px-2 py-1 font-mono text-xs">{text}</pre>
    </>
  );
}

/** What the requests of a run can be narrowed by. */
export const requestFilters: readonly TableFilter[] = [
  {
    name: "outcome",
    label: "Answer",
    options: Object.entries(requestOutcomeLabels).map(([value, label]) => ({ value, label })),
  },
  {
    name: "method",
    label: "Method",
    options: ["GET", "POST", "PATCH", "DELETE"].map((value) => ({ value, label: value })),
  },
];
