import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/empty-state";
import { ExactTime } from "@/components/ui/exact-time";
import type { RunRejections } from "@/lib/features/rejections/types";
import type { EventRow } from "@/lib/features/runs/types";

const faces = {
  INFO: { icon: Info, ink: "text-ink-faint", word: "Note" },
  WARN: { icon: TriangleAlert, ink: "text-attention", word: "Warning" },
  ERROR: { icon: CircleAlert, ink: "text-failed", word: "Error" },
} as const;

/** What is told beside rows that are listed by their cause: not each of them once more. */
export const storyBeside = ({ groups }: RunRejections, events: readonly EventRow[]) =>
  groups.length > 0 ? events.filter(({ type }) => type !== "rejected" && type !== "would-reject") : events;

/** The run told in a few lines, oldest first. */
export function RunStory({ events }: { events: readonly EventRow[] }) {
  return (
    <Card title="What happened" padding="none">
      {events.length === 0 ? (
        <EmptyState title="Nothing yet">The run tells its steps here as it takes them.</EmptyState>
      ) : (
        <ol className="flex flex-col">
          {events.map((event) => (
            <StoryLine key={event.id} event={event} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function StoryLine({ event }: { event: EventRow }) {
  const { icon: Icon, ink, word } = faces[event.severity];
  return (
    <li className="flex flex-wrap items-start gap-x-3 border-line-faint border-b px-4 py-2 last:border-b-0">
      <Icon aria-label={word} className={cx("mt-0.5 size-4 shrink-0", ink)} strokeWidth={1.75} />
      <p className="min-w-0 flex-1 basis-60 break-words text-ink">{event.message}</p>
      <ExactTime at={event.at} className="text-ink-muted text-sm max-sm:pl-7" />
    </li>
  );
}
