import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";

const steps: readonly { readonly title: string; readonly body: ReactNode }[] = [
  {
    title: "Register an application",
    body: "Entra ID → App registrations → New registration, in the tenant whose lists are synced. Its overview names the tenant id and the client id. It needs no redirect address.",
  },
  {
    title: "Give it permission",
    body: (
      <>
        API permissions → Microsoft Graph → Application permissions: <Permission>Sites.Manage.All</Permission>, or{" "}
        <Permission>Sites.Selected</Permission> and a grant for each site. Then grant admin consent.
      </>
    ),
  },
  {
    title: "Make a client secret",
    body: "Certificates & secrets → New client secret. Copy its value, not its id: it is shown only once.",
  },
];

function Permission({ children }: { children: string }) {
  return <code className="text-ink text-xs">{children}</code>;
}

/** What to make in Entra ID before a connection can be entered. */
export function EntraSteps() {
  return (
    <Card title="First, in Entra ID">
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <li key={step.title} className="flex gap-3">
            <span
              aria-hidden
              className="figures grid size-5 shrink-0 place-items-center rounded-full border border-line-control text-ink-muted text-xs"
            >
              {index + 1}
            </span>
            <div className="flex min-w-0 flex-col gap-0.5">
              <p className="font-medium text-ink text-sm">{step.title}</p>
              <p className="text-pretty text-ink-muted text-sm">{step.body}</p>
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
