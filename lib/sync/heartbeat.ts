import { log } from "@/lib/log";

/** What one process holds in the metastore for a while. */
interface Held {
  /** Prolongs it by the database's clock; false when it is ours no longer. */
  renew(): Promise<boolean>;
  /** Why the work must stop once it is lost. */
  lost(): Error;
  /** What is held, for the log. */
  readonly named: Readonly<Record<string, unknown>>;
}

interface HeartbeatSettings {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/** Share of the lease that is kept as a distance between the holder's own deadline and the lease's end. */
const safetyShare = 0.1;

/**
 * Keeps what is held by renewing it, and says when it is lost. The holder's own deadline is counted on the monotonic clock from before a heartbeat
 * left, so that a process that slept knows it too.
 */
export class Heartbeat {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private watchdog: NodeJS.Timeout;
  private deadline: number;

  constructor(
    private readonly held: Held,
    private readonly settings: HeartbeatSettings,
    /** When the taking was asked for, on the monotonic clock. */
    sentAt: number,
  ) {
    this.deadline = this.deadlineFrom(sentAt);
    this.watchdog = this.watch();
    this.timer = setInterval(() => void this.beat(), settings.heartbeatMs);
  }

  /** Aborted before what is held ends. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Throws when the deadline has passed, also when no timer has fired yet because the process was asleep. */
  requireHeld(): void {
    if (performance.now() >= this.deadline) this.lose();
    this.controller.signal.throwIfAborted();
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.watchdog);
  }

  private deadlineFrom(sentAt: number): number {
    return sentAt + this.settings.leaseMs * (1 - safetyShare);
  }

  private watch(): NodeJS.Timeout {
    return setTimeout(() => this.lose(), Math.max(0, this.deadline - performance.now()));
  }

  private lose(): void {
    this.stop();
    if (!this.controller.signal.aborted) this.controller.abort(this.held.lost());
  }

  private async beat(): Promise<void> {
    const sentAt = performance.now();
    try {
      if (!(await this.held.renew())) {
        this.lose();
        return;
      }
      this.deadline = this.deadlineFrom(sentAt);
      clearTimeout(this.watchdog);
      if (!this.controller.signal.aborted) this.watchdog = this.watch();
    } catch (error) {
      // One lost heartbeat is no loss: the watchdog decides when too many are.
      log("lease").warn({ err: error, ...this.held.named }, "a heartbeat did not reach the metastore");
    }
  }
}
