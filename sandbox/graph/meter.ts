// Graph contract 11 and table (a): resource units per application and tenant.

const tiers = {
  "0-1k": { minute: 1_250, day: 1_200_000, tenant: 18_750 },
  "1-5k": { minute: 2_500, day: 2_400_000, tenant: 37_500 },
  "5-15k": { minute: 3_750, day: 3_600_000, tenant: 56_250 },
  "15-50k": { minute: 5_000, day: 4_800_000, tenant: 75_000 },
  "50k+": { minute: 6_250, day: 6_000_000, tenant: 93_750 },
} as const;

export type Tier = keyof typeof tiers;
export const tierNames = Object.keys(tiers) as [Tier, ...Tier[]];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TENANT_WINDOW_MS = 5 * MINUTE_MS;

interface Window {
  start: number;
  used: number;
}

export interface TenantReading {
  tenantId: string;
  used: number;
  limit: number;
  resetSeconds: number;
}

export interface Reading {
  tenantId: string;
  appId: string;
  minute: { used: number; limit: number; resetSeconds: number };
  day: { used: number; limit: number };
  refused: number;
}

interface AppMeter {
  tenantId: string;
  appId: string;
  minute: Window;
  day: Window;
  refused: number;
  refusedInRow: number;
}

export interface Charge {
  /** Set when the call is refused: how long until a window has room again. */
  waitSeconds?: number;
  /** Refusals of this application since its last accepted call, this one included. */
  refusedInRow: number;
  headers: Record<string, string>;
}

/**
 * Counts units in fixed windows. A refused call is counted too, so that retrying early lengthens nothing but the
 * client's own wait. `timeScale` shortens every window for trials: 0.1 makes a minute last six seconds.
 */
export class Meter {
  enabled = false;
  tier: Tier = "0-1k";
  timeScale = 1;
  private readonly apps = new Map<string, AppMeter>();
  private readonly tenants = new Map<string, Window>();

  /** @param headersFrom share of the minute's units from which headers are shown */
  constructor(private readonly headersFrom: () => number) {}

  charge(tenantId: string, appId: string, units: number, nowMs: number): Charge {
    const limits = tiers[this.tier];
    const app = this.appMeter(tenantId, appId);
    const tenant = this.tenants.get(tenantId) ?? { start: 0, used: 0 };
    this.tenants.set(tenantId, tenant);
    const lasts = [
      { window: app.minute, ms: MINUTE_MS, limit: limits.minute },
      { window: app.day, ms: DAY_MS, limit: limits.day },
      { window: tenant, ms: TENANT_WINDOW_MS, limit: limits.tenant },
    ].map((each) => ({ ...each, ms: each.ms * this.timeScale }));
    let waitMs = 0;
    for (const { window, ms, limit } of lasts) {
      if (nowMs - window.start >= ms || nowMs < window.start) {
        window.start = nowMs - (nowMs % ms);
        window.used = 0;
      }
      window.used += units;
      if (window.used > limit) waitMs = Math.max(waitMs, window.start + ms - nowMs);
    }
    const accepted = !this.enabled || waitMs === 0;
    app.refusedInRow = accepted ? 0 : app.refusedInRow + 1;
    const headers = this.enabled ? this.rateLimitHeaders(app.minute, limits.minute, nowMs) : {};
    if (accepted) return { refusedInRow: 0, headers };
    app.refused++;
    return { waitSeconds: waitMs / 1000, refusedInRow: app.refusedInRow, headers };
  }

  readings(nowMs: number): Reading[] {
    const limits = tiers[this.tier];
    const minuteMs = MINUTE_MS * this.timeScale;
    return [...this.apps.values()].map((app) => ({
      tenantId: app.tenantId,
      appId: app.appId,
      minute: {
        used: nowMs - app.minute.start < minuteMs ? app.minute.used : 0,
        limit: limits.minute,
        resetSeconds: Math.max(0, Math.ceil((app.minute.start + minuteMs - nowMs) / 1000)),
      },
      day: { used: app.day.used, limit: limits.day },
      refused: app.refused,
    }));
  }

  /** All applications of a tenant together, in windows of five minutes. */
  tenantReadings(nowMs: number): TenantReading[] {
    const windowMs = TENANT_WINDOW_MS * this.timeScale;
    return [...this.tenants].map(([tenantId, { start, used }]) => ({
      tenantId,
      used: nowMs - start < windowMs ? used : 0,
      limit: tiers[this.tier].tenant,
      resetSeconds: Math.max(0, Math.ceil((start + windowMs - nowMs) / 1000)),
    }));
  }

  clear(): void {
    this.apps.clear();
    this.tenants.clear();
  }

  private appMeter(tenantId: string, appId: string): AppMeter {
    const key = `${tenantId} ${appId}`;
    let app = this.apps.get(key);
    if (!app) {
      app = { tenantId, appId, minute: { start: 0, used: 0 }, day: { start: 0, used: 0 }, refused: 0, refusedInRow: 0 };
      this.apps.set(key, app);
    }
    return app;
  }

  /** Only from a share of the minute's units on (Graph contract 11). */
  private rateLimitHeaders(minute: Window, limit: number, nowMs: number): Record<string, string> {
    if (minute.used < limit * this.headersFrom()) return {};
    return {
      "RateLimit-Limit": String(limit),
      "RateLimit-Remaining": String(Math.max(0, limit - minute.used)),
      "RateLimit-Reset": String(Math.max(1, Math.ceil((minute.start + MINUTE_MS * this.timeScale - nowMs) / 1000))),
    };
  }
}
