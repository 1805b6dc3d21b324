import type { ComponentProps } from "react";
import { cx } from "./class-names";
import { Link } from "./link";

/** A link in running text or in a cell. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      dir="auto"
      className={cx(
        "break-words rounded-xs text-accent underline decoration-accent/35 underline-offset-3 hover:text-accent-strong hover:decoration-accent",
        className,
      )}
      {...rest}
    />
  );
}
