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
