import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./class-names";

/** The browser's own list, in our dress: reachable by keyboard and finger everywhere, and typed-to-find for free. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={cx("relative block", className)}>
      <select className="control h-8 w-full appearance-none truncate pr-8 pl-2.5" {...rest}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2 right-2.5 size-4 text-ink-muted"
        strokeWidth={1.75}
      />
    </span>
  );
}
