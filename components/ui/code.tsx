import type { ReactNode } from "react";
import { cx } from "./class-names";
import { CopyButton } from "./copy-button";

/** An identifier, a key, a column name, a value: mono, cut off when too long, whole on hover. */
export function Code({ children, copy, className }: { children: ReactNode; copy?: string; className?: string }) {
  return (
    <span className={cx("inline-flex min-w-0 max-w-full items-center gap-1", className)}>
      <code className="truncate text-sm" title={typeof children === "string" ? children : undefined}>
        {children}
      </code>
      {copy !== undefined && <CopyButton value={copy} label={`Copy ${copy}`} />}
    </span>
  );
}

/** Several lines of SQL, JSON or log, as they are. */
export function CodeBlock({ children, label, copy = true }: { children: string; label: string; copy?: boolean }) {
  return (
    <figure className="relative" aria-label={label}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 pr-10 text-sm leading-5"
      >
        {children}
      </pre>
      {copy && <CopyButton value={children} label={`Copy ${label}`} className="absolute top-2 right-2" />}
    </figure>
  );
}
