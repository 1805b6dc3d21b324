import { describeError } from "@/lib/errors/codes";
import type { RowFacts, WhyStep } from "./why-facts";
import { ask } from "./why-steps";

/** What was refused, what is under way, what was stopped. */
export function runSteps(facts: RowFacts): readonly WhyStep[] {
  return [...rejectionSteps(facts), ...haltSteps(facts), ...operationSteps(facts)];
}

function rejectionSteps({ rejection, mapping, key, operation }: RowFacts): readonly WhyStep[] {
  const question = ask("rejection", "Was it refused before?");
  if (rejection === null) return [question.fine("No open rejection.")];
  const { origin, code, message, attempts, firstSeenAt, nextRetryAt } = rejection;
  const tried = `Refused since ${firstSeenAt}, ${attempts} ${attempts === 1 ? "time" : "times"}.`;
  const evidence = [message, tried];
  // What the row is judged by now is said by the steps before.
  if (code === "key-null" || key.problem !== null || (mapping?.ok && !mapping.value.fits))
    return [question.note("Yes, for that.", { evidence, code })];
  if (origin === "LOCAL") {
    return [question.note("Yes, and nothing is wrong with it now: the next run clears this.", { evidence, code })];
  }
  if (rejection.isSameContent === false) {
    return [question.note("Yes, and row or mapping changed since: the next run tries again.", { evidence, code })];
  }
  if (operation?.isRunOpen) return [question.note("Yes, and it is being tried again.", { evidence, code })];
  const next =
    nextRetryAt === null ? "It is tried again with the next run." : `It is tried again from ${nextRetryAt} on.`;
  return [
    question.stops("list-refused", "SharePoint refused the row.", {
      evidence: [...evidence, next],
      remedy: describeError(code).remedy,
      code,
    }),
  ];
}

function haltSteps({ halt, definition, openRun }: RowFacts): readonly WhyStep[] {
  const question = ask("halted", "Was a run stopped before it wrote?");
  if (halt !== null) {
    return [
      question.stops("run-halted", "A guard stopped the run before its first write.", {
        evidence: [...halt.guards, halt.plansThisRow ? "Its plan holds this row." : "Its plan does not name this row."],
        remedy: "Look at the plan. Approve it if it is right; else mend the source and run again.",
      }),
    ];
  }
  if (definition.halted === null || openRun !== null) return [question.fine("No.")];
  const { code, message, at } = definition.halted;
  return [
    question.stops("definition-halted", "The last run was halted.", {
      evidence: [message, at === null ? null : `Since ${at}.`],
      remedy: "Mend the cause, then enable the sync again.",
      code,
    }),
  ];
}

const verbs = {
  CREATE: "create",
  UPDATE: "update",
  DELETE: "delete",
  RECORD: "change of the ledger only",
  MARK: "mark",
} as const;

function operationSteps({ operation, openRun }: RowFacts): readonly WhyStep[] {
  const question = ask("under-way", "Is it under way?");
  const until = openRun?.waitingUntil ? `The run waits until ${openRun.waitingUntil}.` : null;
  if (operation?.state === "SENT") {
    const evidence = [
      `A ${verbs[operation.kind]} was sent, and its answer is not known.`,
      operation.isRunOpen ? "Its run is still open." : "Its run has ended; the next one looks at the list first.",
    ];
    const remedy = operation.isRunOpen ? "Nothing to do: it is settled within the run." : "Press Run now.";
    return [
      question.stops("in-doubt", "It was sent, and the answer is in doubt.", {
        evidence,
        remedy,
        code: "graph-in-doubt",
      }),
    ];
  }
  if (operation?.isRunOpen) {
    const evidence = [
      `A ${verbs[operation.kind]} is spooled in the open run.`,
      operation.notBefore === null ? null : `It is sent again from ${operation.notBefore} on.`,
      until,
    ];
    if (openRun?.phase === "WAITING") {
      return [
        question.stops("waiting-for-graph", "It waits until SharePoint takes more.", {
          evidence,
          remedy: "Nothing to do: the run goes on by itself.",
          code: "graph-throttled",
        }),
      ];
    }
    return [
      question.stops("in-open-run", "It waits its turn in the open run.", { evidence, remedy: "Wait for the run." }),
    ];
  }
  if (openRun === null) return [question.fine("No run is open.")];
  if (openRun.phase === "QUEUED" || openRun.phase === "DECIDING") {
    return [
      question.stops("in-open-run", "A run is reading the table.", {
        evidence: ["What it decides about this row is not known yet.", until],
        remedy: "Wait for the run.",
      }),
    ];
  }
  return [question.note("A run is open, and it does not write this row.", { evidence: [until] })];
}
