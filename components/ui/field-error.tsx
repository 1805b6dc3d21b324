import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What is wrong with one field, under it. Renders nothing when nothing is. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <p id={id} className="flex items-start gap-1.5 text-failed text-sm">
      <CircleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" strokeWidth={2} />
      <span>{children}</span>
    </p>
  );
}
