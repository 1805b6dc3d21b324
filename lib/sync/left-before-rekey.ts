import { db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { keyValuesOf } from "@/lib/engine/key-values";
import { leavePolicy } from "@/lib/engine/leave";
import { foundAfterAll, keysPerLook } from "@/lib/engine/second-look";
import type { Definition, Identity, IdentityHash } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { plural } from "@/lib/format/plural";
import type { InstanceSource } from "./source-port";

interface Comparison {
  readonly matchId: string;
  readonly definitionId: string;
}

/** Ledger entries `l` that own an item, and whose row a comparison for another key did not meet under the present one. */
const unmet = ({ matchId, definitionId }: Comparison) => Prisma.sql`
  l.sync_def_id = ${definitionId}::uuid AND l.state IN ('LINKED', 'PARTIAL') AND NOT EXISTS (
    SELECT FROM sync_match_items r WHERE r.match_id = ${matchId}::uuid AND r.side = 'ROW' AND r.former_hash = l.source_identity_hash)`;

/**
 * The second look of a comparison for another key: under the new key nobody can ask for these rows again, and one that was only missed would get a
 * second item. Rows whose key cannot be told stay for the person who confirms. Throws `match-needed` where one is there after all, and what
 * the primary refuses.
 */
export async function lookForUnmet(
  comparison: Comparison,
  present: Definition,
  source: InstanceSource,
  signal: AbortSignal,
): Promise<void> {
  for (let after: IdentityHash | "" = ""; ; ) {
    const page: readonly Identity[] = await db().$queryRaw<Identity[]>`
      SELECT l.source_identity AS text, l.source_identity_hash AS hash FROM sync_ledger l
      WHERE ${unmet(comparison)} AND l.source_identity_hash > ${after} ORDER BY l.source_identity_hash LIMIT ${keysPerLook}`;
    const last = page.at(-1);
    if (!last) return;
    after = last.hash;
    const askable = page.filter((identity) => keyValuesOf(present.keyColumns, identity) !== null);
    const found = await foundAfterAll(present, source, askable, signal);
    if (found.size > 0)
      throw new AppError("match-needed", {
        message: `${plural(found.size, "row")} of the table, whose items the ledger knows, changed while it was read and went unmet.`,
        remedy: "Compare again.",
      });
  }
}

/** Lets the next run read everything, so that the rule for rows that leave is applied to what is left before the key changes. */
export async function rescanForUnmet(tx: Tx, comparison: Comparison): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_definitions SET rescan_required = true
    WHERE id = ${comparison.definitionId}::uuid AND EXISTS (SELECT FROM sync_ledger l WHERE ${unmet(comparison)})`;
}

/**
 * What becomes of entries whose row is gone when the key changes. A rule that keeps items is applied at once. One that deletes or marks is not: that
 * is for a run, under its guards and its second look, which needs the present key. Throws `in-use` then, `match-needed` where entries were
 * written since the comparison, of which it knows nothing.
 */
export async function settleUnmet(
  tx: Tx,
  comparison: Comparison & { readonly comparedAt: Date },
  rules: Parameters<typeof leavePolicy>[0],
): Promise<void> {
  const [found] = await tx.$queryRaw<{ left: number; written: number }[]>`
    SELECT count(*)::int AS left, count(*) FILTER (WHERE l.updated_at > ${comparison.comparedAt})::int AS written
    FROM sync_ledger l WHERE ${unmet(comparison)}`;
  const { left, written } = found ?? { left: 0, written: 0 };
  if (written > 0)
    throw new AppError("match-needed", {
      message: `The sync has written ${plural(written, "item")} since rows were compared.`,
      remedy: "Pause the sync and compare again.",
    });
  if (left > 0 && leavePolicy(rules, "source-delete") !== "KEEP")
    throw new AppError("in-use", {
      message: `Of ${plural(left, "item")} the row has left the table, and the rule for such rows was not applied yet.`,
      remedy: "Let the sync run once, which reads everything, and compare again; or set the rule to keep such items.",
    });
  await tx.$executeRaw`
    UPDATE sync_ledger l SET state = 'ARCHIVED', cause = 'source-delete', left_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE ${unmet(comparison)}`;
  await tx.$executeRaw`
    DELETE FROM sync_ledger l WHERE l.sync_def_id = ${comparison.definitionId}::uuid AND l.state = 'PENDING_CREATE' AND NOT EXISTS (
      SELECT FROM sync_match_items r WHERE r.match_id = ${comparison.matchId}::uuid AND r.side = 'ROW' AND r.verdict = 'MATCHED'
        AND r.former_hash = l.source_identity_hash)`;
}
