import type { WhyCause, WhyStep } from "./why-facts";

interface Said {
  readonly evidence?: readonly (string | null)[];
  readonly remedy?: string | null;
  readonly code?: string | null;
}

const step = (
  id: string,
  question: string,
  result: WhyStep["result"],
  answer: string,
  { evidence = [], remedy = null, code = null }: Said = {},
  cause: WhyCause | null = null,
): WhyStep => ({
  id,
  question,
  result,
  answer,
  evidence: evidence.filter((line): line is string => Boolean(line)),
  remedy,
  cause,
  code,
});

/** One question, with the ways in which it can be answered. */
export const ask = (id: string, question: string) => ({
  fine: (answer: string, said?: Said) => step(id, question, "fine", answer, said),
  note: (answer: string, said?: Said) => step(id, question, "note", answer, said),
  unknown: (answer: string, said?: Said) => step(id, question, "unknown", answer, said),
  stops: (cause: WhyCause, answer: string, said?: Said) => step(id, question, "stops", answer, said, cause),
  present: (answer: string, said?: Said) => step(id, question, "fine", answer, said, "present"),
});
