import { cronInWords } from "./cron-words";

/** A schedule as one picks it in words; `own` is a cron line of one's own. */
export interface ScheduleChoice {
  readonly rhythm: Rhythm;
  /** "02:00", where the rhythm has a time of day. */
  readonly time: string;
  /** 0 is Sunday, where the rhythm has a day. */
  readonly weekday: string;
  readonly cron: string;
}

export type Rhythm = "never" | "quarter-hourly" | "hourly" | "six-hourly" | "daily" | "working-days" | "weekly" | "own";

export const rhythmLabels: Readonly<Record<Rhythm, string>> = {
  never: "Only when asked for",
  "quarter-hourly": "Every 15 minutes",
  hourly: "Every hour",
  "six-hourly": "Every 6 hours",
  daily: "Every day",
  "working-days": "Monday to Friday",
  weekly: "Every week",
  own: "By a cron line",
};

export const weekdayLabels = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

const fixed = { "quarter-hourly": "*/15 * * * *", hourly: "0 * * * *", "six-hourly": "0 */6 * * *" } as const;

/** The five cron fields of a choice; `null` for never. A time that was emptied counts as midnight. */
export function cronOf(choice: ScheduleChoice): string | null {
  const { rhythm, time, weekday, cron } = choice;
  if (rhythm === "never") return null;
  if (rhythm === "own") return cron.trim();
  if (rhythm === "quarter-hourly" || rhythm === "hourly" || rhythm === "six-hourly") return fixed[rhythm];
  const [hour = 0, minute = 0] = time === "" ? [] : time.split(":").map(Number);
  const days = { daily: "*", "working-days": "1-5", weekly: weekday }[rhythm];
  return `${minute} ${hour} * * ${days}`;
}

const atTime = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5|[0-6])$/;

/** The choice that says the same as a stored cron line, in words where there are words for it. */
export function choiceOf(stored: string | null): ScheduleChoice {
  const usual = { rhythm: "never", time: "02:00", weekday: "0", cron: stored ?? "" } as const;
  if (stored === null) return usual;
  const line = stored.trim().replace(/\s+/g, " ");
  for (const rhythm of ["quarter-hourly", "hourly", "six-hourly"] as const)
    if (line === fixed[rhythm]) return { ...usual, rhythm };
  const [, minute = "", hour = "", days = ""] = atTime.exec(line) ?? [];
  if (days === "" || Number(hour) > 23 || Number(minute) > 59) return { ...usual, rhythm: "own" };
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (days === "*") return { ...usual, rhythm: "daily", time };
  if (days === "1-5") return { ...usual, rhythm: "working-days", time };
  return { ...usual, rhythm: "weekly", time, weekday: days };
}

/** A stored schedule in a few words: "every day at 02:00". */
export function scheduleInWords(stored: string | null): string {
  const choice = choiceOf(stored);
  const { rhythm, time, weekday, cron } = choice;
  if (rhythm === "own") return cronInWords(cron) ?? `by “${cron}”`;
  if (rhythm === "weekly") return `every ${weekdayLabels[Number(weekday)]} at ${time}`;
  const words = rhythmLabels[rhythm];
  const hasTime = rhythm === "daily" || rhythm === "working-days";
  return `${rhythm === "working-days" ? words : words.toLowerCase()}${hasTime ? ` at ${time}` : ""}`;
}
