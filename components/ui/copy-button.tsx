"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { cx } from "./class-names";

/** Puts a value on the clipboard and says so. */
export function CopyButton({
  value,
  label = "Copy",
  className,
}: {
  value: string;
  label?: string;
  className?: string;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      aria-label={copied ? "Copied" : label}
      title={copied ? "Copied" : label}
      onClick={() => void writeToClipboard(value).then(setCopied)}
      className={cx(
        "relative z-1 inline-grid size-6 shrink-0 place-items-center rounded-sm text-ink-faint transition-colors hover:bg-hover hover:text-ink print:hidden",
        className,
      )}
    >
      {copied ? (
        <Check aria-hidden className="size-3.5 text-good" strokeWidth={2} />
      ) : (
        <Copy aria-hidden className="size-3.5" strokeWidth={1.75} />
      )}
    </button>
  );
}

/** Whether it arrived. Pages over plain http have no clipboard of the modern kind and take the old way. */
export async function writeToClipboard(value: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    );
  }
  const carrier = document.createElement("textarea");
  carrier.value = value;
  carrier.setAttribute("aria-hidden", "true");
  carrier.className = "fixed opacity-0";
  document.body.append(carrier);
  carrier.select();
  const copied = document.execCommand("copy");
  carrier.remove();
  return copied;
}
