import { z } from "zod";

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const formats: Readonly<Record<string, string>> = {
  email: "Enter an e-mail address.",
  url: "Enter a full address, such as https://example.com.",
  uuid: "This is not a valid id.",
  datetime: "Enter a date and time.",
  date: "Enter a date.",
};

/** What a form says about a value that breaks a rule whose schema has no words of its own; `undefined` leaves it to zod. */
export function fieldMessage(issue: Issue): string | undefined {
  const isEmpty = issue.input === undefined || issue.input === null || issue.input === "";
  switch (issue.code) {
    case "invalid_type":
      if (isEmpty) return "Fill this in.";
      if (issue.expected === "number") return "Enter a number.";
      if (issue.expected === "int") return "Enter a whole number.";
      return undefined;
    case "too_small":
      if (issue.origin === "string") {
        return issue.minimum === 1 ? "Fill this in." : `Use at least ${issue.minimum} characters.`;
      }
      return issue.origin === "array" ? `Choose at least ${issue.minimum}.` : `Must be at least ${issue.minimum}.`;
    case "too_big":
      if (issue.origin === "string") return `Use at most ${issue.maximum} characters.`;
      return issue.origin === "array" ? `Choose at most ${issue.maximum}.` : `Must be at most ${issue.maximum}.`;
    case "invalid_format":
      return formats[issue.format] ?? "This does not have the right form.";
    case "invalid_value":
      return isEmpty ? "Choose one." : "Choose one of the options.";
    default:
      return undefined;
  }
}

/** Makes all schemas of this process speak to people. Called where input is parsed for them: in forms and in `lib/answer.ts`. */
export function speakPlainly(): void {
  z.config({ customError: fieldMessage });
}
