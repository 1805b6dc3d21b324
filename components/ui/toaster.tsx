"use client";

import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "./button";
import { cx } from "./class-names";
import { dismissToast, shownToasts, subscribeToToasts, type Toast, type ToastTone } from "./toast";

const faces: Record<ToastTone, { icon: LucideIcon; ink: string }> = {
  success: { icon: CircleCheck, ink: "text-good" },
  error: { icon: CircleAlert, ink: "text-failed" },
  warning: { icon: TriangleAlert, ink: "text-attention" },
  info: { icon: Info, ink: "text-running" },
};

const usualMs = 4_000;
const none: readonly Toast[] = [];

/** Where passing notices appear; stands once, in every page. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToToasts, shownToasts, () => none);
  return (
    <section
      data-notices
      aria-label="Notices"
      aria-live="polite"
      className="pointer-events-none fixed right-6 bottom-6 z-70 print:hidden"
    >
      <ol className="flex flex-col gap-2">
        {toasts.map((toast) => (
          <Notice key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  );
}

/** Goes by itself, but not while somebody points at it or has the keyboard in it. */
function Notice({ toast }: { toast: Toast }) {
  const { id, tone, title, description, action, durationMs = usualMs } = toast;
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismissToast(id), durationMs);
    return () => clearTimeout(timer);
  }, [id, durationMs, isHeld]);
  const { icon: Icon, ink } = faces[tone];
  return (
    <li
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-90 max-w-[calc(100vw-3rem)] animate-appear items-start gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-3 shadow-lg"
    >
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", ink)} strokeWidth={2} />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="break-words font-medium text-ink">{title}</p>
        {description && <p className="break-words text-ink-muted text-sm">{description}</p>}
        {action && (
          <Button size="sm" className="mt-1.5 self-start" onClick={action.onClick}>
            {action.label}
          </Button>
        )}
      </div>
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => dismissToast(id)}
        className="-mt-0.5 -mr-1 grid size-6 shrink-0 place-items-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-3.5" strokeWidth={1.75} />
      </button>
    </li>
  );
}
