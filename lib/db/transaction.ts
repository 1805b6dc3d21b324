import { setTimeout as sleep } from "node:timers/promises";
import { Prisma } from "@/lib/db/generated/client";
import { type Db, db, type Tx } from "./client";

interface TransactionOptions {
  /** The metastore to use; `db()` by default. */
  readonly client?: Db;
  /** That of the session by default, which is read committed (see `createPrisma`). */
  readonly isolation?: "RepeatableRead" | "Serializable";
  /** How long the transaction may be open, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** How long to wait for a free connection, in milliseconds. Default 5,000. */
  readonly maxWaitMs?: number;
  /** How often to try in all when the database asks for it. Default 4. */
  readonly attempts?: number;
}

/**
 * Runs `work` in one transaction and repeats it from the start when PostgreSQL ended it for the sake of another one
 * (40001 serialization failure, 40P01 deadlock). `work` must therefore touch nothing outside the transaction.
 */
export async function inTransaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  const client = options.client ?? db();
  const attempts = options.attempts ?? 4;
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.$transaction(work, {
        ...(options.isolation ? { isolationLevel: options.isolation } : {}),
        timeout: options.timeoutMs ?? 15_000,
        maxWait: options.maxWaitMs ?? 5_000,
      });
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
      // A random wait keeps two transactions that met once from meeting again.
      await sleep(Math.random() * 25 * 2 ** attempt);
    }
  }
}

/** Whether PostgreSQL asks to repeat the whole transaction. Prisma says P2034 for its own queries and hands the code through for raw ones. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  if (error.code === "P2034") return true;
  return ["40001", "40P01"].includes(sqlStateOf(error) ?? "");
}

/** The SQLSTATE of a failed raw query; undefined when the error carries none. */
export function sqlStateOf(error: Prisma.PrismaClientKnownRequestError): string | undefined {
  const cause = (error.meta?.driverAdapterError as { cause?: { originalCode?: unknown } } | undefined)?.cause;
  return typeof cause?.originalCode === "string" ? cause.originalCode : undefined;
}
