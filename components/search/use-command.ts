"use client";

import { useRouter } from "next/navigation";
import { useAction } from "@/components/forms/use-action";
import { requestIntrospectionAction } from "@/lib/features/databases/actions";
import { planRunAction, startRunAction } from "@/lib/features/runs/actions";
import type { FoundCommand } from "@/lib/features/search/types";
import { enableDefinitionAction, pauseDefinitionAction } from "@/lib/features/syncs/actions";

/** What stands in the palette: "Run Countries now". */
export function commandLabel({ verb, name }: FoundCommand): string {
  switch (verb) {
    case "run":
      return `Run ${name} now`;
    case "plan":
      return `Plan ${name}`;
    case "pause":
      return `Pause ${name}`;
    case "enable":
      return `Enable ${name}`;
    case "introspect":
      return `Introspect ${name}`;
  }
}

interface Confirmation {
  readonly title: string;
  readonly body: string;
  readonly verb: string;
}

/** What is asked first: commands after which items in the list change. The others write nothing outside of SyncBridge. */
export function confirmationOf({ verb, name, hint }: FoundCommand): Confirmation | null {
  if (verb === "run") {
    return {
      title: `Run ${name} now?`,
      body: `The table is read, and what differs is written to the list “${hint}”. Guards stop a run that would change more than they allow.`,
      verb: "Run now",
    };
  }
  if (verb === "enable") {
    return {
      title: `Enable ${name}?`,
      body: `From now on its schedule and people may start runs, which write to the list “${hint}”.`,
      verb: "Enable",
    };
  }
  return null;
}

/** Carries a command out and goes where one can watch it; resolves whether it was done. */
export function useCommand(): (command: FoundCommand) => Promise<boolean> {
  const router = useRouter();
  const watch = { onDone: ({ runId }: { readonly runId: string }) => router.push(`/runs/${runId}`) };
  const run = useAction(startRunAction, watch);
  const plan = useAction(planRunAction, watch);
  const pause = useAction(pauseDefinitionAction, { done: "Paused" });
  const enable = useAction(enableDefinitionAction, { done: "Enabled" });
  const introspect = useAction(requestIntrospectionAction, { done: "Introspection asked for" });
  return async ({ verb, id }) => {
    switch (verb) {
      case "run":
        return run.perform({ definitionId: id });
      case "plan":
        return plan.perform({ definitionId: id });
      case "pause":
        return pause.perform({ definitionId: id });
      case "enable":
        return enable.perform({ definitionId: id });
      case "introspect": {
        const isDone = await introspect.perform({ databaseId: id });
        if (isDone) router.push(`/databases/${id}/introspections`);
        return isDone;
      }
    }
  };
}
