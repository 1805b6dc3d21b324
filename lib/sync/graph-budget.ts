import { db } from "@/lib/db/client";
import { AppError, messageOf, SyncError } from "@/lib/errors/app-error";
import { type GraphBudget, type RateWindow, secondsPerUnit, shares, smallestLimits } from "@/lib/graph/budget";
import { sleep, unlessAborted } from "@/lib/graph/wait";
import { log } from "@/lib/log";
import { currentErrand } from "./graph-errand";
import { runMeter, whileWaiting } from "./run-meter";

const logger = log("budget");

/** Units of one grant at most, and how long what is left of it may be used (sync-semantics section 11). */
const mostUnits = 40;
const leaseMs = 2_000;

/** Longest wait inside one call; a longer one is told to the run, which then waits without holding anything. */
const patienceMs = 30_000;

/** A grant is never further ahead than this: what the patience allows, and a minute that Graph's headers call full. */
const furthest = "3 minutes";

/** The headers speak of a window of one minute. */
const longestWindowMs = 60_000;

/** A pause that Graph asks for is believed up to a day. */
const longestPauseMs = 24 * 3_600_000;

/** Spending is told by the hour of the last day; what is older is dropped. */
const keptHours = 49;
const forgetEveryMs = 3_600_000;

/** How long the sum of the last day is believed. */
const dayCheckMs = 30_000;

interface Lease {
  left: number;
  /** By the monotonic clock. */
  readonly untilMs: number;
  /** What it was granted; the next one of a busy spender is larger. */
  readonly granted: number;
}

/** The bucket's answer: how long to wait before the units may be used, or before asking again. */
interface Answer {
  readonly granted: boolean;
  readonly waitMs: number;
  /** Time by which people's calls had put off the queue, ever. */
  readonly passedMs: number;
}

/** Spending of whatever belongs to no run and no errand: what people look at. */
const lookingAround = "other";

/** On whose account units are drawn. */
interface Account {
  /** A definition's id, an errand's name, or `other`: by this it is counted. */
  readonly spender: string;
  /** What holds a lease and a queue of its own in this process. */
  readonly drawer: string;
  /** Whether it is bulk work; calls that a person waits for pass it. */
  readonly isBulk: boolean;
}

function accountOf(units: number): Account {
  const run = runMeter.getStore();
  if (run) return { spender: run.definitionId, drawer: run.definitionId, isBulk: !run.awaited.take(units) };
  const errand = currentErrand.getStore();
  if (!errand) return { spender: lookingAround, drawer: lookingAround, isBulk: false };
  return { spender: errand.name, drawer: `${errand.name} ${errand.id}`, isBulk: !errand.awaited.take(units) };
}

/**
 * The bucket of one (tenant, client id) in the metastore. It flows as GCRA does: `reserved_until` is the time by which all units granted so
 * far are earned; a grant moves it on, and may be used as soon as the rest is no more than the burst. So definitions are served in the order
 * in which they ask, in whatever process they run. A call that a person waits for passes that queue, and puts everyone in it off by what it
 * took. One statement a grant, which counts the spending too: a process that dies takes no more with it than it was granted.
 */
export class MetastoreBudget implements GraphBudget {
  private readonly leases = new Map<string, Lease>();
  private readonly queues = new Map<string, Promise<void>>();
  private isKnown = false;
  private day: { readonly spent: number; readonly limit: number; readonly atMs: number } | null = null;
  private learned: string | null = null;
  private forgotAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly tenantId: string,
    private readonly clientId: string,
  ) {}

  async spend(units: number, signal: AbortSignal | undefined): Promise<void> {
    const account = accountOf(units);
    const { drawer } = account;
    // Calls of one drawer come one after the other, so that a lease is never overdrawn and never taken twice.
    const before = this.queues.get(drawer) ?? Promise.resolve();
    const mine = before.then(() => this.draw(account, units, signal));
    const settled = mine.catch(() => undefined);
    this.queues.set(drawer, settled);
    void settled.then(() => {
      if (this.queues.get(drawer) === settled) this.queues.delete(drawer);
    });
    // Whoever gives up leaves the queue at once, not only when its turn comes.
    await unlessAborted(mine, signal);
  }

  pause(ms: number): void {
    void this.note(
      db().$executeRaw`
        UPDATE graph_budgets SET paused_until = greatest(coalesce(paused_until, '-infinity'), clock_timestamp() + make_interval(secs => ${Math.min(ms, longestPauseMs) / 1_000}::float8))
        WHERE tenant_id = ${this.tenantId} AND client_id = ${this.clientId}`,
    );
    this.leases.clear();
  }

  learn(window: RateWindow): void {
    // The headers come with every answer of a busy minute; only what they newly say is worth a statement.
    const news = `${window.limit} ${Math.floor(window.remaining / 25)}`;
    if (news === this.learned) return;
    this.learned = news;
    const resetMs = Math.min(window.resetMs, longestWindowMs);
    void this.note(
      db().$executeRaw`
        UPDATE graph_budgets SET
          minute_limit = CASE WHEN is_limit_fixed THEN minute_limit ELSE ${window.limit}::int END,
          reserved_until = greatest(reserved_until, clock_timestamp()
            + make_interval(secs => greatest(0, ${resetMs / 1_000}::float8 - ${window.remaining}::float8 * ${secondsPerUnit(window.limit)}::float8)))
        WHERE tenant_id = ${this.tenantId} AND client_id = ${this.clientId} AND NOT is_limit_fixed`,
    );
  }

  private async draw(account: Account, units: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const { spender, drawer, isBulk } = account;
    const lease = this.leases.get(drawer);
    const left = lease && lease.untilMs > performance.now() ? lease.left : 0;
    if (lease && left >= units) {
      lease.left -= units;
      return;
    }
    // Of what is still there nothing is lost: only the rest is asked for, so that reads between batches of writes waste no grant.
    const missing = units - left;
    const isBusy = lease !== undefined && performance.now() - lease.untilMs < leaseMs;
    const wanted = Math.max(missing, isBusy && isBulk ? Math.min(mostUnits, 4 * lease.granted) - left : missing);
    if (!(await this.isGranted(spender, wanted, isBulk, signal))) return;
    this.leases.set(drawer, { left: wanted - missing, untilMs: performance.now() + leaseMs, granted: wanted });
  }

  /**
   * Waits for a grant. A metastore that cannot be asked stops bulk work until it answers again; people go on looking, uncounted, as Graph itself
   * still says when it is too much.
   */
  private async isGranted(
    spender: string,
    units: number,
    isBulk: boolean,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    try {
      if (isBulk) await this.requireDay();
      await this.wait(spender, units, isBulk, signal);
      return true;
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof AppError) throw cause;
      this.isKnown = false;
      if (isBulk) {
        const message = "The metastore could not be asked for what is left of Graph's budget.";
        throw new SyncError("metastore-unreachable", { trait: "transient", message, details: { unsent: true }, cause });
      }
      logger.warn({ reason: messageOf(cause) }, "A call that a person waits for was sent without asking the budget");
      return false;
    }
  }

  private async wait(spender: string, units: number, isBulk: boolean, signal: AbortSignal | undefined): Promise<void> {
    const startedMs = performance.now();
    const pass = (ms: number) => whileWaiting(() => sleep(ms, signal));
    let answer = await this.ask(spender, units, isBulk);
    while (!answer.granted) {
      if (performance.now() - startedMs + answer.waitMs > patienceMs) throw this.throttled(answer.waitMs);
      await pass(answer.waitMs);
      answer = await this.ask(spender, units, isBulk);
    }
    let passedMs = answer.passedMs;
    let waitMs = answer.waitMs;
    while (waitMs > 0) {
      await pass(waitMs);
      const now = await this.look();
      waitMs = Math.max(now.pausedMs, isBulk ? now.passedMs - passedMs : 0);
      passedMs = now.passedMs;
      if (waitMs > patienceMs) throw this.throttled(waitMs);
    }
  }

  /** Asks the bucket once, and counts what it grants. A row that was deleted meanwhile is made anew, with the smallest limits. */
  private async ask(spender: string, units: number, isBulk: boolean): Promise<Answer> {
    for (let tries = 0; tries < 3; tries++) {
      await this.know();
      const answer = await this.take(spender, units, isBulk);
      if (answer) return answer;
      this.isKnown = false;
    }
    throw new Error("The budget's row is deleted again and again.");
  }

  private async take(spender: string, units: number, isBulk: boolean): Promise<Answer | null> {
    const burst = isBulk ? shares.burst : shares.personBurst;
    const [answer] = await db().$queryRaw<{ granted: boolean; wait_ms: number; passed_ms: number }[]>`
      WITH bucket AS (
        -- What is further ahead than any grant was written before the server's clock was set back.
        SELECT CASE WHEN reserved_until < clock_timestamp() + ${furthest}::interval THEN reserved_until ELSE '-infinity' END AS reserved_until,
          CASE WHEN person_until < clock_timestamp() + ${furthest}::interval THEN person_until ELSE '-infinity' END AS person_until,
          coalesce(paused_until, '-infinity') AS paused_until, minute_limit, passed_seconds,
          60 / (${shares.steady}::float8 * minute_limit) AS unit_seconds
        FROM graph_budgets WHERE tenant_id = ${this.tenantId} AND client_id = ${this.clientId} FOR UPDATE
      ), clock AS MATERIALIZED (
        SELECT clock_timestamp() AS now FROM bucket
      ), next AS (
        SELECT now, paused_until, passed_seconds, ${units}::float8 * unit_seconds AS cost,
          greatest(CASE WHEN ${isBulk}::boolean THEN reserved_until ELSE person_until END, now)
            + make_interval(secs => ${units}::float8 * unit_seconds) AS earned_at,
          greatest(reserved_until, now) + make_interval(secs => ${units}::float8 * unit_seconds) AS reserved_until,
          make_interval(secs => ${burst}::float8 * minute_limit * unit_seconds) AS burst
        FROM bucket, clock
      ), taken AS (
        UPDATE graph_budgets stored SET reserved_until = next.reserved_until,
          person_until = CASE WHEN ${isBulk}::boolean THEN stored.person_until ELSE next.earned_at END,
          passed_seconds = CASE WHEN ${isBulk}::boolean THEN stored.passed_seconds ELSE stored.passed_seconds + next.cost END
        FROM next
        WHERE stored.tenant_id = ${this.tenantId} AND stored.client_id = ${this.clientId} AND next.paused_until <= next.now
          AND next.earned_at - next.burst <= next.now + make_interval(secs => ${patienceMs / 1_000}::float8)
        RETURNING true AS granted
      ), spent AS (
        INSERT INTO graph_spending AS stored (tenant_id, client_id, minute, spender, units)
        SELECT ${this.tenantId}, ${this.clientId}, date_trunc('minute', next.now), ${spender}, ${units}::int FROM taken, next
        ON CONFLICT (tenant_id, client_id, minute, spender) DO UPDATE SET units = stored.units + excluded.units
      )
      SELECT taken.granted IS NOT NULL AS granted, 1000 * next.passed_seconds AS passed_ms,
        1000 * extract(epoch FROM greatest(next.earned_at - next.burst, next.paused_until, next.now) - next.now)::float8 AS wait_ms
      FROM next LEFT JOIN taken ON true`;
    if (!answer) return null;
    return { granted: answer.granted, waitMs: Math.ceil(answer.wait_ms), passedMs: answer.passed_ms };
  }

  /** What happened while we waited for our turn. */
  private async look(): Promise<{ readonly pausedMs: number; readonly passedMs: number }> {
    const [row] = await db().$queryRaw<{ paused_ms: number; passed_ms: number }[]>`
      SELECT 1000 * passed_seconds AS passed_ms,
        ceil(1000 * extract(epoch FROM greatest(coalesce(paused_until, '-infinity'), clock_timestamp()) - clock_timestamp()))::float8 AS paused_ms
      FROM graph_budgets WHERE tenant_id = ${this.tenantId} AND client_id = ${this.clientId}`;
    return { pausedMs: row?.paused_ms ?? 0, passedMs: row?.passed_ms ?? 0 };
  }

  private async know(): Promise<void> {
    if (this.isKnown) return;
    await db().$executeRaw`
      INSERT INTO graph_budgets (tenant_id, client_id, minute_limit, day_limit)
      VALUES (${this.tenantId}, ${this.clientId}, ${smallestLimits.minute}::int, ${smallestLimits.day}::bigint)
      ON CONFLICT DO NOTHING`;
    this.isKnown = true;
  }

  /** Bulk work stops before the day's limit, so that people can still look and a test row can still be sent. */
  private async requireDay(): Promise<void> {
    if (this.day === null || performance.now() - this.day.atMs > dayCheckMs) {
      const [row] = await db().$queryRaw<{ spent: number; day_limit: number }[]>`
        SELECT coalesce(sum(spending.units), 0)::float8 AS spent, budget.day_limit::float8 AS day_limit
        FROM graph_budgets budget LEFT JOIN graph_spending spending
          ON spending.tenant_id = budget.tenant_id AND spending.client_id = budget.client_id
          AND spending.minute > clock_timestamp() - interval '24 hours'
        WHERE budget.tenant_id = ${this.tenantId} AND budget.client_id = ${this.clientId} GROUP BY budget.day_limit`;
      if (performance.now() - this.forgotAtMs > forgetEveryMs) void this.note(this.forgetOld());
      this.day = { spent: row?.spent ?? 0, limit: row?.day_limit ?? smallestLimits.day, atMs: performance.now() };
    }
    if (this.day.spent >= (1 - shares.dayReserve) * this.day.limit) {
      throw new SyncError("graph-throttled", {
        trait: "transient",
        message: `The day's ${this.day.limit} resource units for bulk work are spent; more come free as the hours pass.`,
        retryAfterMs: 15 * 60_000,
        details: { unsent: true, limit: "day" },
      });
    }
  }

  private forgetOld(): Promise<unknown> {
    this.forgotAtMs = performance.now();
    return db().$executeRaw`
      DELETE FROM graph_spending WHERE tenant_id = ${this.tenantId} AND client_id = ${this.clientId}
        AND minute < clock_timestamp() - make_interval(hours => ${keptHours}::int)`;
  }

  private throttled(waitMs: number): SyncError {
    return new SyncError("graph-throttled", { trait: "transient", retryAfterMs: waitMs, details: { unsent: true } });
  }

  /** What only makes the budget better is never a reason to fail a call. */
  private async note(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, "The budget could not be told what Graph said");
    }
  }
}
