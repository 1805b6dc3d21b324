import { describe, expect, it } from "vitest";
import { choiceOf, cronOf, scheduleInWords } from "./schedule-choice";

describe("a schedule in words", () => {
  it.each([
    [null, "never", "only when asked for"],
    ["*/15 * * * *", "quarter-hourly", "every 15 minutes"],
    ["0 * * * *", "hourly", "every hour"],
    ["0 */6 * * *", "six-hourly", "every 6 hours"],
    ["5 2 * * *", "daily", "every day at 02:05"],
    ["30 18 * * 1-5", "working-days", "Monday to Friday at 18:30"],
    ["0 3 * * 6", "weekly", "every Saturday at 03:00"],
    ["*/10 8-18 * * 1-5", "own", "every 10 minutes from 08:00 to 18:59, Monday to Friday"],
    ["0 24 * * *", "own", "by “0 24 * * *”"],
    ["60 1 * * *", "own", "by “60 1 * * *”"],
    ["", "own", "by “”"],
  ])("of %j is %s and goes back to the same line", (cron, rhythm, words) => {
    const choice = choiceOf(cron);
    expect(choice.rhythm).toBe(rhythm);
    expect(cronOf(choice)).toBe(cron);
    expect(scheduleInWords(cron)).toBe(words);
  });

  it("sees through wider spaces", () => {
    expect(cronOf(choiceOf(" 0   2 * * * "))).toBe("0 2 * * *");
  });

  it("takes an emptied time for midnight", () => {
    expect(cronOf({ rhythm: "daily", time: "", weekday: "0", cron: "" })).toBe("0 0 * * *");
  });
});
