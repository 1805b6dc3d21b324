import { type RowFacts, type WhyAnswer, type WhyStep, whyCauses } from "./why-facts";
import { listSteps } from "./why-list";
import { definitionSteps, keyStep, rowSteps } from "./why-row";
import { runSteps } from "./why-run";

/**
 * Why a row is not in the list, step by step: a pure decision over facts. Every step says what was found also where an earlier one stops, so
 * that mending one thing does not only uncover the next. An item that is there is the answer, whatever else is wrong; else the first cause
 * that stops, in the order of `whyCauses`.
 */
export function whyNotInList(facts: RowFacts): WhyAnswer {
  const steps = [
    keyStep(facts),
    ...definitionSteps(facts),
    ...rowSteps(facts),
    ...runSteps(facts),
    ...listSteps(facts),
  ];
  const isPresent = facts.list.ok ? facts.list.value !== null && facts.owner === null : null;
  const main = steps.find((step) => step.cause === "present") ?? firstThatStops(steps);
  if (!main?.cause) return { isPresent, ...expected(facts), steps };
  const { cause, answer: title, evidence, remedy } = main;
  return { isPresent, cause, title, text: evidence.join(" "), remedy, steps };
}

function firstThatStops(steps: readonly WhyStep[]): WhyStep | undefined {
  const rank = (step: WhyStep) => (step.cause === null ? whyCauses.length : whyCauses.indexOf(step.cause));
  return steps.filter((step) => step.result === "stops").toSorted((a, b) => rank(a) - rank(b))[0];
}

/** Nothing stands in the way: the item is a matter of time. */
function expected({ definition, list }: RowFacts): Pick<WhyAnswer, "cause" | "title" | "text" | "remedy"> {
  if (!list.ok) {
    const title = "It is not known: the list could not be asked.";
    return { cause: "list-unreachable", title, text: list.message, remedy: list.remedy };
  }
  const { lastCompletedAt, nextRunAt, cursorColumn } = definition;
  const title = "Nothing keeps it away: the next run makes the item.";
  const since = lastCompletedAt === null ? "No run has ended yet." : "The last run did not meet this row.";
  const cursor =
    cursorColumn === null || lastCompletedAt === null
      ? ""
      : ` Runs find rows by “${cursorColumn}”: where that is not renewed, only the next full reading meets the row.`;
  const next = nextRunAt === null ? " There is no schedule." : ` The next one starts at ${nextRunAt}.`;
  const remedy = nextRunAt === null ? "Press Run now." : null;
  return { cause: "next-run", title, text: `${since}${cursor}${next}`, remedy };
}
