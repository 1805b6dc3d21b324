import { entry } from "./entry";

/** What a person is told where nothing more exact is known. By itself: the browser shows it without the other codes. */
export const unexpected = entry(
  "Something went wrong that should not.",
  "The program met a state it does not know.",
  "Try again; if it stays, report the reference id.",
);
