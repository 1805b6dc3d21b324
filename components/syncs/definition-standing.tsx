import { KeyRound, RefreshCw, Repeat, Timer } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { ExactTime } from "@/components/ui/exact-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { describeError } from "@/lib/errors/codes";
import { keyLevelLabels } from "@/lib/features/sharepoint/labels";
import { modeLabels } from "@/lib/features/syncs/labels";
import type { DefinitionDetails } from "@/lib/features/syncs/types";

/** Mode, key and schedule of a definition in a line: what one wants to know before anything else. */
export function DefinitionStanding({ definition }: { definition: DefinitionDetails }) {
  const { mode, keyLevel, keyLevelReason, nextRunAt, scheduleCron, rescanRequired } = definition;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Fact icon={<Repeat aria-hidden className="size-3.5" />}>{modeLabels[mode]}</Fact>
      <Fact icon={<KeyRound aria-hidden className="size-3.5" />}>
        {keyLevel === null ? (
          "Key not probed yet"
        ) : (
          <span>
            {keyLevelLabels[keyLevel]} ({keyLevel}){keyLevelReason && `, because ${keyLevelReason}`}
          </span>
        )}
      </Fact>
      <Fact icon={<Timer aria-hidden className="size-3.5" />}>
        {nextRunAt !== null ? (
          <>
            Next run <RelativeTime at={nextRunAt} />
          </>
        ) : scheduleCron !== null ? (
          heldWords(definition)
        ) : (
          "Runs when asked"
        )}
      </Fact>
      {rescanRequired && (
        <Badge tone="running" icon={<RefreshCw aria-hidden />}>
          Next run compares everything
        </Badge>
      )}
    </div>
  );
}

function heldWords({ isEnabled, pausedBy, haltedCode }: DefinitionDetails): string {
  if (!isEnabled || pausedBy !== null) return "Scheduled, paused";
  return haltedCode === null ? "Scheduled, not yet due" : "Scheduled, halted";
}

function Fact({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {icon}
      {children}
    </span>
  );
}

/** Why the last run was halted, with the way to its plan; nothing for a definition that is not halted. */
export function HaltedCallout({ definition }: { definition: DefinitionDetails }) {
  const { haltedCode, haltedReason, haltedAt, lastRunId, isEnabled } = definition;
  if (haltedCode === null) return null;
  const { title, remedy } = describeError(haltedCode);
  const isGuard = haltedCode === "guard-halt";
  // Those who may not see values are told no more than the title says.
  const isTold = isGuard && haltedReason === title;
  const then = isEnabled
    ? "Then press Run now: once a run comes to its end, the schedule goes on."
    : "Then enable the sync again.";
  return (
    <Callout
      tone="attention"
      title={isGuard ? "A guard stopped the last run before its first write" : "The last run was halted"}
      remedy={
        isGuard
          ? "Look at the plan: approve it if it is right; otherwise mend the source and run again."
          : `${remedy} ${then}`
      }
      action={
        lastRunId && <TextLink href={`/runs/${lastRunId}`}>{isGuard ? "Look at the plan" : "Open the run"}</TextLink>
      }
    >
      {!isTold && haltedReason} {haltedAt && <ExactTime at={haltedAt} className="text-sm" />}
    </Callout>
  );
}
