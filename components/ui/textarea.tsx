import type { ComponentProps } from "react";
import { cx } from "./class-names";

export function Textarea({
  className,
  mono = false,
  rows = 4,
  ...rest
}: ComponentProps<"textarea"> & { mono?: boolean }) {
  return (
    <textarea
      rows={rows}
      className={cx("control w-full resize-y px-2.5 py-1.5", mono && "font-mono text-sm", className)}
      {...rest}
    />
  );
}
