import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";

export const buttonStyles = cva(
  [
    "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium",
    "print:hidden transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    "[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.75]",
  ],
  {
    variants: {
      variant: {
        /** The one thing to do here. */
        primary:
          "border-transparent bg-accent text-accent-ink shadow-sm hover:bg-accent-strong active:bg-accent-strong",
        /** What else can be done. */
        secondary:
          "border-line-control/60 bg-surface text-ink shadow-sm hover:border-line-control hover:bg-hover dark:bg-raised",
        /** In toolbars and rows: no ground until the pointer comes. */
        quiet: "border-transparent bg-transparent text-ink-muted hover:bg-hover hover:text-ink",
        /** What destroys. */
        danger: "border-failed/50 bg-surface text-failed hover:bg-failed-soft dark:bg-raised",
      },
      size: {
        sm: "h-7 px-2 text-sm",
        md: "h-8 px-3 text-base",
        lg: "h-10 px-4 text-base",
        icon: "size-8 p-0",
        "icon-sm": "size-7 p-0",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonLook = VariantProps<typeof buttonStyles>;

interface ButtonProps extends ComponentProps<"button">, ButtonLook {
  icon?: ReactNode;
  /** Something was asked and the answer is awaited: shows a turning circle and takes no second press. */
  pending?: boolean;
}

export function Button({
  variant,
  size,
  icon,
  pending = false,
  className,
  children,
  disabled,
  type,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type ?? "button"}
      className={cx(buttonStyles({ variant, size }), className)}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending ? <LoaderCircle aria-hidden className="animate-turn" /> : icon}
      {children}
    </button>
  );
}
