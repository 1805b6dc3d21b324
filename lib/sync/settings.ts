import { db, type Tx } from "@/lib/db/client";
import { defaultGuards, type Guards } from "@/lib/engine/types";

/** Days that things are kept; null for good. */
export interface Retention {
  /** Of operations, after their run's end. */
  readonly keepOperationsDays: number;
  /** Of a run's story, after its end. */
  readonly keepEventsDays: number | null;
  /** Of snapshots of a table's structure; the newest two of each table stay. */
  readonly keepSnapshotsDays: number | null;
  /** Of measured row counts; the newest two of each table and instance stay. */
  readonly keepMetricsDays: number | null;
}

const one = { where: { id: 1 } } as const;

/** How long history is kept. */
export async function readRetention(client: Tx = db()): Promise<Retention> {
  return client.installationSettings.findUniqueOrThrow({
    ...one,
    select: { keepOperationsDays: true, keepEventsDays: true, keepSnapshotsDays: true, keepMetricsDays: true },
  });
}

/** What of the product's guards this installation has changed. Written only by our own mutation, which checks it. */
export async function readChangedGuards(client: Tx = db()): Promise<Partial<Guards>> {
  const { guards } = await client.installationSettings.findUniqueOrThrow({ ...one, select: { guards: true } });
  return guards as Partial<Guards>;
}

/** The guards of definitions without limits of their own. */
export async function readGuardDefaults(client: Tx = db()): Promise<Guards> {
  return { ...defaultGuards, ...(await readChangedGuards(client)) };
}
