import { describe, expect, it } from "vitest";
import { Meter } from "./meter";

const minute = 60_000;
const start = 1_000 * minute;

function meterOn(): Meter {
  const meter = new Meter(() => 0.8);
  meter.enabled = true;
  return meter;
}

describe("the unit meter", () => {
  it("refuses beyond the minute's units, says for how long, and counts what it refused", () => {
    const meter = meterOn();
    for (let call = 0; call < 625; call++) expect(meter.charge("t", "a", 2, start + 1_000).refusal).toBeUndefined();
    const { refusal } = meter.charge("t", "a", 2, start + 1_000);
    expect(refusal).toMatchObject({ status: 429, code: "TooManyRequests", more: { headers: { "Retry-After": "59" } } });
    expect(meter.readings(start + 1_000)[0]).toMatchObject({ minute: { used: 1_252, limit: 1_250 }, refused: 1 });
    expect(meter.charge("t", "a", 2, start + minute).refusal).toBeUndefined();
  });

  it("shows RateLimit headers from 80 percent on", () => {
    const meter = meterOn();
    expect(meter.charge("t", "a", 999, start).headers).toEqual({});
    expect(meter.charge("t", "a", 1, start + 30_000).headers).toEqual({
      "RateLimit-Limit": "1250",
      "RateLimit-Remaining": "250",
      "RateLimit-Reset": "30",
    });
  });

  it("keeps applications apart, and the tenant's five minutes together", () => {
    const meter = meterOn();
    expect(meter.charge("t", "a", 1_251, start).refusal).toBeDefined();
    expect(meter.charge("t", "b", 1, start).refusal).toBeUndefined();
    for (let app = 0; app < 14; app++) meter.charge("t", `app${app}`, 1_250, start);
    expect(meter.charge("t", "last", 10, start).refusal).toBeDefined();
    expect(meter.charge("other tenant", "last", 10, start).refusal).toBeUndefined();
  });

  it("binds by the day before the minute for who writes all day", () => {
    const meter = meterOn();
    const day = 24 * 60 * minute;
    let refusedAt = -1;
    for (let at = 0; at < 24 * 60 && refusedAt < 0; at++)
      if (meter.charge("t", "a", 1_250, day + at * minute).refusal) refusedAt = at;
    expect(refusedAt).toBe(960);
  });

  it("shortens its windows for trials, and only counts while off", () => {
    const meter = meterOn();
    meter.timeScale = 0.1;
    expect(meter.charge("t", "a", 1_251, start).refusal?.more.headers).toEqual({ "Retry-After": "6" });
    expect(meter.charge("t", "a", 1, start + 6_000).refusal).toBeUndefined();
    meter.enabled = false;
    expect(meter.charge("t", "a", 5_000, start + 6_000)).toEqual({ headers: {} });
  });
});
