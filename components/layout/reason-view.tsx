import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";

interface ReasonViewProps {
  title: string;
  message?: string;
  remedy?: string;
  referenceId?: string;
  /** Buttons: try again, go somewhere. */
  actions?: ReactNode;
}

/** A page that could not be shown: what, why, what now. */
export function ReasonView({ title, message, remedy, referenceId, actions }: ReasonViewProps) {
  return (
    <div className="mx-auto flex w-full max-w-form flex-col gap-4 px-4 py-12">
      <h1 className="sr-only">{title}</h1>
      <Callout tone="failed" title={title} remedy={remedy} referenceId={referenceId}>
        {message && message !== title ? message : null}
      </Callout>
      {actions && <div className="flex gap-2">{actions}</div>}
    </div>
  );
}
