import { describe, expect, it } from "vitest";
import { cronInWords } from "./cron-words";

describe("a cron line in words", () => {
  it.each([
    ["*/10 8-18 * * 1-5", "every 10 minutes from 08:00 to 18:59, Monday to Friday"],
    ["* * * * *", "every minute"],
    ["*/5 * * * *", "every 5 minutes"],
    ["15 */2 * * *", "every 2 hours at minute 15"],
    ["30 6,12,18 * * *", "at 06:30, 12:30 and 18:30"],
    ["0 7 * * 1,4", "at 07:00 on Monday and Thursday"],
    ["0 3 1 * *", "at 03:00 on day 1 of the month"],
    ["5 * * * *", "every hour at minute 5"],
    // Every 7 minutes begins anew with each hour: not what the words would say.
    ["*/7 * * * *", null],
    ["*/10 20-30 * * *", null],
    ["0 3 1 * 1", null],
    ["0 3 * 1 *", null],
    ["0 25 * * *", null],
    ["0 3 * * 8", null],
    ["0 3 * *", null],
    ["at night", null],
  ])("%j is %j", (cron, words) => {
    expect(cronInWords(cron)).toBe(words);
  });
});
