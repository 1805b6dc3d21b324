const two = (value: string) => value.padStart(2, "0");
const isWithin = (value: string, most: number) => /^\d{1,2}$/.test(value) && Number(value) <= most;

const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** " on Saturday", "" for every day; null where there are no short words. */
function days(dayOfMonth: string, weekday: string): string | null {
  if (dayOfMonth !== "*") {
    const isOne = weekday === "*" && isWithin(dayOfMonth, 31) && dayOfMonth !== "0";
    return isOne ? ` on day ${Number(dayOfMonth)} of the month` : null;
  }
  if (weekday === "*") return "";
  if (weekday === "1-5") return ", Monday to Friday";
  const names = weekday.split(",").map((day) => (isWithin(day, 6) ? dayNames[Number(day)] : undefined));
  return names.every((name) => name !== undefined) ? ` on ${listed(names)}` : null;
}

function listed(words: readonly (string | undefined)[]): string {
  return words.length < 2 ? `${words[0] ?? ""}` : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** "every 10 minutes", between which hours; null where there are no short words. */
function often(minute: string, hour: string): string | null {
  const [, step = ""] = /^\*\/(\d{1,2})$/.exec(minute) ?? [];
  const isEven = step !== "" && 60 % Number(step) === 0;
  if (minute !== "*" && !isEven) return null;
  const pace = minute === "*" || step === "1" ? "every minute" : `every ${Number(step)} minutes`;
  if (hour === "*") return pace;
  const [, from = "", to = ""] = /^(\d{1,2})-(\d{1,2})$/.exec(hour) ?? [];
  return isWithin(from, 23) && isWithin(to, 23) ? `${pace} from ${two(from)}:00 to ${two(to)}:59` : null;
}

/** "at 06:30 and 18:30", "every 2 hours at minute 15"; null where there are no short words. */
function atTimes(minute: string, hour: string): string | null {
  if (!isWithin(minute, 59)) return null;
  const at = minute === "0" ? "" : ` at minute ${Number(minute)}`;
  if (hour === "*") return `every hour${at}`;
  const [, step = ""] = /^\*\/(\d{1,2})$/.exec(hour) ?? [];
  if (step !== "" && Number(step) > 1 && 24 % Number(step) === 0) return `every ${Number(step)} hours${at}`;
  const hours = hour.split(",");
  return hours.every((each) => isWithin(each, 23))
    ? `at ${listed(hours.map((each) => `${two(each)}:${two(minute)}`))}`
    : null;
}

/** A cron line in words, "every 10 minutes from 08:00 to 18:59, Monday to Friday"; null for one that words would not make shorter. */
export function cronInWords(cron: string): string | null {
  const [minute = "", hour = "", dayOfMonth = "", month = "", weekday = ""] = cron.trim().split(/\s+/);
  const when = days(dayOfMonth, weekday);
  const times = often(minute, hour) ?? atTimes(minute, hour);
  return month === "*" && when !== null && times !== null ? `${times}${when}` : null;
}
