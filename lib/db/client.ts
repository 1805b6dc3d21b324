import { type Prisma, PrismaClient } from "@/lib/db/generated/client";
import { AppError } from "@/lib/errors/app-error";
import { PrismaPgOneAtATime } from "./one-at-a-time";

/** The metastore. Reached only from queries, mutations, the queue and lib/sync. */
export type Db = PrismaClient;

/** The metastore inside one transaction. */
export type Tx = Prisma.TransactionClient;

interface PrismaOptions {
  /** Most connections of this process to the metastore. */
  readonly maxConnections?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/**
 * A client of its own on the given metastore; the caller ends it with `$disconnect()`.
 *
 * The session's time zone is UTC whatever the server's is: the adapter drops the offset of a timestamptz when it reads one and sends none
 * when it writes one, so that any other zone would shift every instant (@prisma/adapter-pg 7.10, normalize_timestamptz and formatDateTime).
 */
export function createPrisma(url: string, options: PrismaOptions = {}): Db {
  const address = new URL(url);
  // Told once a session, so that a transaction need not say it each time.
  const isolation = "-c default_transaction_isolation=read\\ committed";
  // Every statement answers within parts of a second, or moves rows in bulk: compiling one takes longer than it saves.
  const compiling = "-c jit=off";
  const serverOptions = [address.searchParams.get("options"), "-c TimeZone=UTC -c DateStyle=ISO", isolation, compiling];
  address.searchParams.delete("options");
  return new PrismaClient({
    adapter: new PrismaPgOneAtATime({
      connectionString: address.toString(),
      options: serverOptions.filter(Boolean).join(" "),
      application_name: options.applicationName ?? "SyncBridge",
      max: options.maxConnections ?? 10,
    }),
  });
}

interface Singleton {
  url?: string;
  client?: Db;
}

// On globalThis, because a development server loads this module anew at each change and would leave a pool behind each time.
const holder = globalThis as typeof globalThis & { syncbridgeMetastore?: Singleton };

function singleton(): Singleton {
  holder.syncbridgeMetastore ??= {};
  return holder.syncbridgeMetastore;
}

/** Names the metastore of this process, before its first `db()`. Naming another one later drops the client in use: call `closeDatabase()` first. */
export function configureDatabase(url: string): void {
  const current = singleton();
  if (current.url === url) return;
  if (current.client) {
    throw new AppError("unexpected", {
      message: "The metastore is in use already; close it before naming another one.",
    });
  }
  current.url = url;
}

/** The metastore of this process: the one named by `configureDatabase`, else by DATABASE_URL. Throws `env-invalid` when neither is given. */
export function db(): Db {
  const current = singleton();
  if (current.client) return current.client;
  const url = current.url ?? process.env.DATABASE_URL;
  if (!url) throw new AppError("env-invalid", { message: "Setting DATABASE_URL is missing." });
  current.client = createPrisma(url);
  return current.client;
}

/** Ends the connections of `db()`; harmless when there are none. */
export async function closeDatabase(): Promise<void> {
  const { client } = singleton();
  holder.syncbridgeMetastore = {};
  await client?.$disconnect();
}
