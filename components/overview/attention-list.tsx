import {
  CalendarClock,
  CircleX,
  GitCompareArrows,
  KeyRound,
  type LucideIcon,
  OctagonPause,
  TriangleAlert,
  Unplug,
} from "lucide-react";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { LinkButton } from "@/components/ui/link-button";
import { TextLink } from "@/components/ui/text-link";
import type { Attention, AttentionKind } from "@/lib/features/overview/types";

const faces: Record<AttentionKind, { readonly icon: LucideIcon; readonly word: string; readonly ink: string }> = {
  halted: { icon: OctagonPause, word: "Halted", ink: "text-attention" },
  failed: { icon: CircleX, word: "Failed", ink: "text-failed" },
  drift: { icon: GitCompareArrows, word: "Drift", ink: "text-attention" },
  connection: { icon: Unplug, word: "Test failed", ink: "text-failed" },
  rejections: { icon: TriangleAlert, word: "Rejected rows", ink: "text-attention" },
  credential: { icon: CalendarClock, word: "Credential", ink: "text-attention" },
  keys: { icon: KeyRound, word: "Keys", ink: "text-attention" },
};

/** What needs a person, the gravest first, each with the way to mend it. Nothing where nothing does. */
export function AttentionList({ items }: { items: readonly Attention[] }) {
  if (items.length === 0) return null;
  return (
    <Card title="Needs attention" padding="none">
      <ul>
        {items.map((item) => (
          <AttentionItem key={`${item.kind} ${item.id}`} item={item} />
        ))}
      </ul>
    </Card>
  );
}

function AttentionItem({ item }: { item: Attention }) {
  const { icon: Icon, word, ink } = faces[item.kind];
  return (
    <li className="border-line-faint border-b px-4 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span className={cx("inline-flex w-32 shrink-0 items-center gap-1.5 font-medium text-sm", ink)}>
          <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />
          {word}
        </span>
        <p className="min-w-0 flex-1 basis-80 text-pretty break-words">
          <span className="font-medium text-ink">{item.title}</span>
          <span className="block text-ink-muted text-sm">{item.sentence}</span>
        </p>
        <LinkButton href={item.href} size="sm" aria-label={`${item.action}: ${item.title}`}>
          {item.action}
        </LinkButton>
      </div>
      {item.more && (
        <p className="pt-1.5 text-sm sm:pl-36">
          <TextLink href={item.more.href}>
            {item.more.count.toLocaleString("en")} more: {word.toLowerCase()}
          </TextLink>
        </p>
      )}
    </li>
  );
}
