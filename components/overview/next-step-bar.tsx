"use client";

import { ArrowRight } from "lucide-react";
import { usePathname } from "next/navigation";
import { TextLink } from "@/components/ui/text-link";
import type { NextStep } from "@/lib/features/overview/types";

/** Pages that say themselves what comes next, and those on which each step is taken. */
const guides = /^\/$|^\/syncs\/[^/]+\/setup(\/|$)/;
const places: Record<NextStep["step"]["id"], RegExp> = {
  database: /^\/(applications|databases)(\/|$)/,
  tables: /^\/databases\//,
  connection: /^\/sharepoint(\/|$)/,
  lists: /^\/sharepoint(\/|$)/,
  sync: /^\/syncs\/new$/,
  run: /^\/runs\/./,
};

/** On all other pages of an installation that has never synced: how far one is and what comes next. */
export function NextStepBar({ next: { step, done, of } }: { next: NextStep }) {
  const path = usePathname();
  if (guides.test(path) || places[step.id].test(path)) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 border-line border-b bg-accent-soft/50 px-4 py-1.5 text-ink-muted text-sm lg:px-8">
      <span>
        First steps, {done} of {of} done
      </span>
      <ArrowRight aria-hidden className="size-3.5 text-accent" strokeWidth={2} />
      <span>
        Next: <TextLink href={step.href}>{step.title}</TextLink>
      </span>
    </p>
  );
}
