"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { cx } from "@/components/ui/class-names";
import { hrefWith, type SearchParams } from "@/lib/format/table-state";
import type { TableFilter } from "./columns";

interface FilterSelectProps {
  filter: TableFilter;
  chosen: string;
  path: string;
  params: SearchParams;
}

/** One filter: its name and what is chosen, in the address as soon as it changes. */
export function FilterSelect({ filter, chosen, path, params }: FilterSelectProps) {
  const router = useRouter();
  return (
    <span className="relative inline-flex">
      <select
        aria-label={filter.label}
        value={chosen}
        onChange={(event) =>
          router.replace(hrefWith(path, params, { [filter.name]: event.target.value }), { scroll: false })
        }
        className={cx(
          // As wide as what is chosen, where the browser can, not as the longest choice.
          "control field-sizing-content h-8 max-w-64 appearance-none pr-8 pl-2.5",
          chosen !== "" && "border-accent bg-accent-soft text-accent-strong",
        )}
      >
        <option value="">
          {filter.label}: {filter.usual ?? "all"}
        </option>
        {filter.options.map((option) => (
          <option key={option.value} value={option.value}>
            {filter.label}: {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2 right-2.5 size-4 text-ink-muted"
        strokeWidth={1.75}
      />
    </span>
  );
}
