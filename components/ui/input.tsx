import type { ComponentProps } from "react";
import { cx } from "./class-names";

/** One line of text. `mono` for identifiers, hosts, keys. */
export function Input({ className, mono = false, ...rest }: ComponentProps<"input"> & { mono?: boolean }) {
  return <input className={cx("control h-8 w-full px-2.5", mono && "font-mono text-sm", className)} {...rest} />;
}
