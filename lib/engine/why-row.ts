import { describeError } from "@/lib/errors/codes";
import type { RowFacts, WhyStep } from "./why-facts";
import { ask } from "./why-steps";

/** Whether the text names a row at all. */
export function keyStep({ key, rejection }: RowFacts): WhyStep {
  const question = ask("key", "Does this name a row?");
  // A row with an empty key has no identity of its own; its rejection is known by how it is shown, as `code=NULL`.
  if (rejection?.code === "key-null") {
    return question.stops("key-null", "A key column of this row is empty.", {
      evidence: [rejection.message],
      remedy: describeError("key-null").remedy,
      code: "key-null",
    });
  }
  if (key.problem === null) return question.fine(key.text);
  return question.stops("key-unreadable", "This is not a key of the table.", {
    evidence: [key.problem],
    remedy: "Write the key as the table has it.",
  });
}

/** Whether the definition may work at all. */
export function definitionSteps({ definition }: RowFacts): readonly WhyStep[] {
  const { isEnabled, pausedParent, problems, name } = definition;
  const enabled = ask("enabled", "Is the sync enabled?");
  const parents = ask("parents", "Is all it stands on switched on?");
  const complete = ask("complete", "Can it run as it is defined?");
  return [
    isEnabled
      ? enabled.fine("Yes.")
      : enabled.stops("definition-paused", "The sync is paused.", {
          evidence: [`“${name}” starts no runs.`],
          remedy: "Enable the sync.",
        }),
    pausedParent === null
      ? parents.fine("Yes.")
      : parents.stops("parent-paused", "Something it stands on is switched off.", {
          evidence: [pausedParent],
          remedy: "Switch it on again.",
          code: "parent-paused",
        }),
    problems.length === 0
      ? complete.fine("Yes.")
      : complete.stops("definition-incomplete", "A part of the sync is missing or broken.", {
          evidence: problems,
          remedy: "Mend what is named here on the mapping page, then enable the sync.",
          code: "definition-incomplete",
        }),
  ];
}

/** What the table holds, and what filter and mapping make of it. */
export function rowSteps(facts: RowFacts): readonly WhyStep[] {
  if (facts.key.problem !== null) return [];
  const { source } = facts;
  const reached = ask("source", "Does the database answer?");
  if (!source.ok) {
    const { message, remedy, code } = source;
    return [
      reached.stops("source-unreachable", "The database cannot be asked.", { evidence: [message], remedy, code }),
      ...filterSteps(facts),
    ];
  }
  const { instance, rows } = source.value;
  return [reached.fine(`Yes, “${instance}”.`), foundStep(facts, rows), ...filterSteps(facts), ...mappingSteps(facts)];
}

function foundStep({ entry, definition, key, rejection }: RowFacts, rows: number): WhyStep {
  const found = ask("found", "Is the row in the table?");
  if (rows === 1) return found.fine("Yes, one row has this key.");
  if (rows === 0 && rejection?.code === "key-null")
    return found.unknown("It cannot be asked for, since a key column is empty.");
  if (rows > 1) {
    return found.stops("key-duplicate", `${rows} rows have this key.`, {
      evidence: ["None of several rows with one key is written: nobody could tell which is which item."],
      remedy: "Make the key unique in the table, or choose another key.",
      code: "key-duplicate",
    });
  }
  const cursor = definition.cursorColumn;
  return found.stops("row-missing", "The table has no row with this key.", {
    evidence: [
      `Nothing was found for ${key.text}.`,
      entry?.leftAt ? `It was found gone at ${entry.leftAt}.` : null,
      entry?.state === "LINKED" && cursor !== null
        ? `Runs by “${cursor}” see no deletes; the next full reading does.`
        : null,
    ],
    remedy: entry
      ? "Restore the row in the table if it shall be in the list."
      : "Check the key, capital letters, blanks and leading zeros included.",
  });
}

function filterSteps({ filter }: RowFacts): readonly WhyStep[] {
  if (filter === null) return [];
  const question = ask("filter", "Does it pass the row filter?");
  const evidence = [`Filter: ${filter.expression}`, filter.message];
  if (filter.passes === true) return [question.fine("Yes.", { evidence })];
  const answer = filter.passes === false ? "The row filter leaves this row out." : "The row filter fails on this row.";
  return [question.stops("row-filtered", answer, { evidence, remedy: "Change the row, or the filter of the sync." })];
}

function mappingSteps({ mapping }: RowFacts): readonly WhyStep[] {
  if (mapping === null) return [];
  const question = ask("mapping", "Can the list hold its values?");
  if (!mapping.ok) {
    const { message, remedy, code } = mapping;
    return [question.unknown("What the row refers to could not be asked.", { evidence: [message], remedy, code })];
  }
  if (mapping.value.fits) return [question.fine("Yes, each mapped value fits its column.")];
  const { code, field, message, parent } = mapping.value;
  if (parent) {
    return [
      question.stops("parent-missing", `It waits for the row that “${field}” refers to.`, {
        evidence: [message],
        remedy: describeError(code).remedy,
        code,
      }),
    ];
  }
  return [
    question.stops("mapping-refused", `The value of “${field}” does not fit.`, {
      evidence: [message],
      remedy: describeError(code).remedy,
      code,
    }),
  ];
}
