import { type Db, db, type Tx } from "@/lib/db/client";
import { messageOf } from "@/lib/errors/app-error";
import { isRefused, type RequestNote } from "@/lib/graph/request-notes";
import { log } from "@/lib/log";
import { type Lease, underLease } from "./lease";
import { rowsJson } from "./rows-json";
import type { RunMeter, Spent } from "./run-meter";

/** Samples of one run at most; beyond, every second one is dropped. */
const mostSamples = 400;
/** Refused requests of one run that are kept, the first ones; they tell what is wrong. */
const mostRefused = 500;
/** Other requests of one run at most; beyond, every second one is dropped. */
const mostServed = 400;
/** Notes that wait for the next storing. */
const mostBuffered = 2_000;

/** Pause between two storings: short for a run that has just begun, since most end within seconds, up to half a minute for one of days. */
const pauseMs = (ageMs: number): number => Math.min(30_000, Math.max(1_000, ageMs / 100));

/** Served requests are noted no closer together than this. */
const gapMs = (ageMs: number): number => ageMs / 300;

interface Kept extends RequestNote {
  readonly at: string;
}

/** Notes how far the run has come. `isWaiting`: it sleeps from here to the next sample. */
export async function addSample(tx: Tx, runId: string, isWaiting = false): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO sync_run_samples (sync_run_id, rows_read, items_processed, units_spent, throttled_ms, is_waiting)
    SELECT id, rows_read, items_processed, units_spent, throttled_ms, ${isWaiting} FROM sync_runs WHERE id = ${runId}::uuid
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    DELETE FROM sync_run_samples WHERE sync_run_id = ${runId}::uuid AND at IN (
      SELECT at FROM (
        SELECT at, is_waiting, row_number() OVER (ORDER BY at) AS place, count(*) OVER () AS all_of_them
        FROM sync_run_samples WHERE sync_run_id = ${runId}::uuid
      ) placed WHERE all_of_them > ${mostSamples} AND place % 2 = 0 AND place < all_of_them AND NOT is_waiting)`;
}

/**
 * Follows a run while it is worked on: stores from time to time how far it has come, what it spent, and what it asked of Graph. Only describes the run:
 * what cannot be stored is passed over, except for what it spent, which is told again.
 */
export class RunTrace {
  private notes: Kept[] = [];
  private refused = 0;
  private servedAtMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private storing: Promise<void> = Promise.resolve();
  private isOver = false;

  constructor(
    private readonly run: { readonly id: string; readonly startTime: Date },
    private readonly lease: Pick<Lease, "definitionId" | "epoch">,
    private readonly meter: Pick<RunMeter, "drain" | "giveBack">,
    private readonly client: Db = db(),
  ) {}

  /** Takes a request into account. Never throws. */
  readonly note = (note: RequestNote): void => {
    if (this.notes.length >= mostBuffered) return;
    const now = Date.now();
    if (isRefused(note.status)) {
      if (this.refused >= mostRefused) return;
      this.refused += 1;
    } else {
      if (now - this.servedAtMs < gapMs(this.ageMs)) return;
      this.servedAtMs = now;
    }
    this.notes.push({ ...note, at: new Date(now).toISOString() });
  };

  async begin(): Promise<void> {
    this.refused = await this.client.syncRunRequest.count({ where: { syncRunId: this.run.id, isRefused: true } });
    await this.store();
    this.next();
  }

  /** Stores what is left. */
  async end(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    await this.storing;
    await this.store();
  }

  private get ageMs(): number {
    return Math.max(0, Date.now() - this.run.startTime.getTime());
  }

  private next(): void {
    this.timer = setTimeout(() => {
      this.storing = this.store().then(() => {
        if (!this.isOver) this.next();
      });
    }, pauseMs(this.ageMs));
  }

  private async store(): Promise<void> {
    const { notes } = this;
    this.notes = [];
    const spent = this.meter.drain();
    try {
      await underLease(this.lease, (tx) => this.storeAll(tx, notes, spent), this.client);
    } catch (error) {
      this.meter.giveBack(spent);
      log("run").warn({ reason: messageOf(error), runId: this.run.id }, "how far the run has come could not be noted");
    }
  }

  private async storeAll(tx: Tx, notes: readonly Kept[], { units, throttledMs }: Spent): Promise<void> {
    if (units > 0 || throttledMs > 0)
      await tx.$executeRaw`
        UPDATE sync_runs SET units_spent = units_spent + ${units}, throttled_ms = throttled_ms + ${throttledMs}
        WHERE id = ${this.run.id}::uuid`;
    await addSample(tx, this.run.id);
    if (notes.length > 0) await storeRequests(tx, this.run.id, notes);
  }
}

async function storeRequests(tx: Tx, runId: string, notes: readonly Kept[]): Promise<void> {
  const rows = notes.map((note) => ({
    at: note.at,
    method: note.method,
    path: note.path,
    status: note.status,
    duration_ms: note.durationMs,
    units: note.units,
    attempt: note.attempt,
    retry_after_ms: note.retryAfterMs === null ? null : Math.round(note.retryAfterMs),
    request_id: note.requestId,
    client_request_id: note.clientRequestId,
    batch_size: note.batchSize,
    is_entry: note.isEntry,
    is_refused: isRefused(note.status),
    reason: note.reason,
    sent: note.sent,
    answered: note.answered,
  }));
  await tx.$executeRaw`
    INSERT INTO sync_run_requests (sync_run_id, at, method, path, status, duration_ms, units, attempt, retry_after_ms, request_id, client_request_id,
      batch_size, is_entry, is_refused, reason, sent, answered)
    SELECT ${runId}::uuid, r.at, r.method, r.path, r.status, r.duration_ms, r.units, r.attempt, r.retry_after_ms, r.request_id, r.client_request_id,
      r.batch_size, r.is_entry, r.is_refused, r.reason, r.sent, r.answered
    FROM jsonb_to_recordset(${rowsJson(rows)}::jsonb) AS r(at timestamptz, method text, path text, status int, duration_ms int, units int, attempt int,
      retry_after_ms int, request_id text, client_request_id text, batch_size int, is_entry boolean, is_refused boolean, reason text, sent text,
      answered text)`;
  await tx.$executeRaw`
    DELETE FROM sync_run_requests WHERE sync_run_id = ${runId}::uuid AND seq IN (
      SELECT seq FROM (
        SELECT seq, row_number() OVER (ORDER BY seq) AS place, count(*) OVER () AS all_of_them
        FROM sync_run_requests WHERE sync_run_id = ${runId}::uuid AND NOT is_refused
      ) placed WHERE all_of_them > ${mostServed} AND place % 2 = 0)`;
}
