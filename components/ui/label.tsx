import type { ComponentProps } from "react";
import { cx } from "./class-names";

/** The name of a field, above it. `optional` says so in words; required is the rule and goes unmarked. */
export function Label({
  className,
  children,
  optional = false,
  ...rest
}: ComponentProps<"label"> & { optional?: boolean }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the caller names the control with htmlFor.
    <label className={cx("flex items-baseline gap-1.5 font-medium text-ink text-sm", className)} {...rest}>
      {children}
      {optional && <span className="font-normal text-ink-faint text-xs">optional</span>}
    </label>
  );
}
