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
    for (let call = 0; call < 625; call++) expect(meter.charge("t", "a", 2, start + 1_000).waitSeconds).toBeUndefined();
    expect(meter.charge("t", "a", 2, start + 1_000)).toMatchObject({ waitSeconds: 59, refusedInRow: 1 });
    expect(meter.tenantReadings(start + 1_000)).toEqual([
      { tenantId: "t", used: 1_252, limit: 18_750, resetSeconds: 299 },
    ]);
    expect(meter.readings(start + 1_000)[0]).toMatchObject({ minute: { used: 1_252, limit: 1_250 }, refused: 1 });
    expect(meter.charge("t", "a", 2, start + minute).waitSeconds).toBeUndefined();
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
    expect(meter.charge("t", "a", 1_251, start).waitSeconds).toBeDefined();
    expect(meter.charge("t", "b", 1, start).waitSeconds).toBeUndefined();
    for (let app = 0; app < 14; app++) meter.charge("t", `app${app}`, 1_250, start);
    expect(meter.charge("t", "last", 10, start).waitSeconds).toBeDefined();
    expect(meter.charge("other tenant", "last", 10, start).waitSeconds).toBeUndefined();
  });

  it("binds by the day before the minute for who writes all day", () => {
    const meter = meterOn();
    const day = 24 * 60 * minute;
    let refusedAt = -1;
    for (let at = 0; at < 24 * 60 && refusedAt < 0; at++)
      if (meter.charge("t", "a", 1_250, day + at * minute).waitSeconds) refusedAt = at;
    expect(refusedAt).toBe(960);
  });

  it("shortens its windows for trials, and only counts while off", () => {
    const meter = meterOn();
    meter.timeScale = 0.1;
    expect(meter.charge("t", "a", 1_251, start).waitSeconds).toBe(6);
    expect(meter.charge("t", "a", 1, start + 6_000).waitSeconds).toBeUndefined();
    meter.enabled = false;
    expect(meter.charge("t", "a", 5_000, start + 6_000)).toEqual({ refusedInRow: 0, headers: {} });
  });
});
