import type { ComponentProps, ReactNode } from "react";
import { type ButtonLook, buttonStyles } from "./button";
import { cx } from "./class-names";
import { Link } from "./link";

/** A link that looks like a button: for going somewhere, never for changing something. */
export function LinkButton({
  variant,
  size,
  icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof Link> & ButtonLook & { icon?: ReactNode }) {
  return (
    <Link className={cx(buttonStyles({ variant, size }), className)} {...rest}>
      {icon}
      {children}
    </Link>
  );
}
