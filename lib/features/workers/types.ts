/** A worker that is alive, or fell silent within the last day without saying that it ends. */
export interface WorkerRow {
  readonly name: string;
  readonly host: string;
  readonly processId: number;
  readonly version: string;
  readonly nodeVersion: string;
  /** How many runs it works at once. */
  readonly runsAtOnce: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly isAlive: boolean;
  /** Definitions whose lease it holds. */
  readonly holds: readonly { readonly definitionId: string; readonly name: string }[];
}

/** The jobs of one kind. */
export interface QueueRow {
  readonly name: string;
  /** To be worked now. */
  readonly waiting: number;
  /** Seconds since the oldest of those should have been worked; null where none waits. */
  readonly oldestSeconds: number | null;
  /** To be worked at a later time. */
  readonly later: number;
  readonly active: number;
  /** Given up within the last 24 hours. */
  readonly failed: number;
}

/** Who works, and what waits to be worked. */
export interface Fleet {
  readonly workers: readonly WorkerRow[];
  /** Empty until the first process has used the queue. */
  readonly queues: readonly QueueRow[];
}
