"use client";

import { type Countable, formatCompact, formatNumber } from "@/lib/format/number";
import { cx } from "./class-names";
import { useViewer } from "./viewer";

interface NumberValueProps {
  /** `null` means not measured and shows a dash. */
  value: Countable;
  /** Digits behind the point. */
  digits?: number;
  /** "138k" with the exact figure on hover. */
  compact?: boolean;
  unit?: string;
  className?: string;
}

/** A figure in the viewer's locale, with figures of equal width so that columns line up. */
export function NumberValue({ value, digits = 0, compact = false, unit, className }: NumberValueProps) {
  const { locale } = useViewer();
  const exact = formatNumber(value, locale, digits);
  return (
    <span className={cx("figures whitespace-nowrap", className)} title={compact ? exact : undefined}>
      {compact ? formatCompact(value, locale) : exact}
      {unit && <span className="text-ink-faint"> {unit}</span>}
    </span>
  );
}
