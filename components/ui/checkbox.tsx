import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./class-names";

export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <span className={cx("relative inline-grid size-4 shrink-0 place-items-center", className)}>
      <input
        type="checkbox"
        className="peer size-4 appearance-none rounded-xs border border-line-control bg-surface transition-colors checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50"
        {...rest}
      />
      <Check
        aria-hidden
        className="pointer-events-none absolute size-3 text-accent-ink opacity-0 peer-checked:opacity-100"
        strokeWidth={3}
      />
      <Minus
        aria-hidden
        className="pointer-events-none absolute size-3 text-accent-ink opacity-0 peer-indeterminate:opacity-100"
        strokeWidth={3}
      />
    </span>
  );
}
