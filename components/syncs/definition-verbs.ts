import { ListChecks, type LucideIcon, Pause, Play, Power } from "lucide-react";
import type { ActionResult } from "@/lib/errors/action-result";
import { planRunAction, startRunAction } from "@/lib/features/runs/actions";
import { enableDefinitionAction, pauseDefinitionAction } from "@/lib/features/syncs/actions";
import type { ChoosableDefinition } from "@/lib/features/syncs/types";

/** One thing that can be done with several syncs, each for itself. */
export interface DefinitionVerb {
  readonly id: "run" | "plan" | "enable" | "pause";
  /** On its button. */
  readonly word: string;
  readonly icon: LucideIcon;
  readonly ask: (input: { readonly definitionId: string }) => Promise<ActionResult<unknown>>;
  /** While it is asked: "Pausing". */
  readonly doing: string;
  /** Of those of which it was: "paused". */
  readonly done: string;
  readonly fits: (row: ChoosableDefinition) => boolean;
  /** Said of those that it does not fit: "are paused". */
  readonly unfit: readonly [one: string, many: string];
  /** What is asked first where items in lists change after it; null where nothing outside of SyncBridge does. */
  readonly question: string | null;
}

const always = () => true;

export const definitionVerbs: readonly DefinitionVerb[] = [
  {
    id: "run",
    word: "Run now",
    icon: Play,
    ask: startRunAction,
    doing: "Starting",
    done: "asked to run",
    fits: ({ isEnabled }) => isEnabled,
    unfit: ["is paused", "are paused"],
    question:
      "Their tables are read, and what differs is written to their lists. Guards stop a run that would change more than they allow.",
  },
  {
    id: "plan",
    word: "Plan",
    icon: ListChecks,
    ask: planRunAction,
    doing: "Planning",
    done: "asked for a plan",
    fits: always,
    unfit: ["", ""],
    question: null,
  },
  {
    id: "enable",
    word: "Enable",
    icon: Power,
    ask: enableDefinitionAction,
    doing: "Enabling",
    done: "enabled",
    fits: ({ isEnabled }) => !isEnabled,
    unfit: ["is enabled already", "are enabled already"],
    question: "From now on their schedules and people may start runs, which write to their lists.",
  },
  {
    id: "pause",
    word: "Pause",
    icon: Pause,
    ask: pauseDefinitionAction,
    doing: "Pausing",
    done: "paused",
    fits: ({ isEnabled }) => isEnabled,
    unfit: ["is paused already", "are paused already"],
    question: null,
  },
];
