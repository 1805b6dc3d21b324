import { type Db, db } from "@/lib/db/client";
import type { LookupRequest, ReferencePort } from "@/lib/engine/reference-port";
import type { IdentityHash } from "@/lib/engine/types";
import type { GraphClient } from "@/lib/graph/client";
import { findPeople } from "./site-people";

/** The engine's references over the parents' ledgers and the site's list of people: one statement a page for all lookups. */
export class MetastoreReferences implements ReferencePort {
  constructor(
    private readonly site: { readonly id: string; readonly siteId: string },
    private readonly graph: GraphClient,
    private readonly client: Db = db(),
  ) {}

  async resolveLookups(
    requests: readonly LookupRequest[],
    signal: AbortSignal,
  ): Promise<readonly ReadonlyMap<IdentityHash, number>[]> {
    signal.throwIfAborted();
    const asked = requests.flatMap(({ definitionId, listId, rows }, place) =>
      rows.map((hash) => ({ place, definitionId, listId: listId.toLowerCase(), hash })),
    );
    // Only entries whose item stands in the list now: one that waits for its create has none, one that moves or was asked for may be gone.
    const found = await this.client.$queryRaw<{ place: number; hash: IdentityHash; item_id: number }[]>`
      SELECT asked.place, asked.hash, l.sp_item_id AS item_id
      FROM unnest(${asked.map(({ place }) => place)}::int[], ${asked.map(({ definitionId }) => definitionId)}::uuid[],
        ${asked.map(({ listId }) => listId)}::text[], ${asked.map(({ hash }) => hash)}::text[]) AS asked(place, def_id, list_id, hash)
      CROSS JOIN LATERAL (
        SELECT sp_item_id, sp_list_id, state FROM sync_ledger
        WHERE sync_def_id = asked.def_id AND source_identity_hash = asked.hash LIMIT 1
      ) l
      WHERE l.sp_item_id IS NOT NULL AND lower(l.sp_list_id) = asked.list_id AND l.state IN ('LINKED', 'PARTIAL', 'ARCHIVED')`;
    const answers = requests.map(() => new Map<IdentityHash, number>());
    for (const { place, hash, item_id } of found) answers[place]?.set(hash, item_id);
    return answers;
  }

  resolvePeople(emails: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    return findPeople(this.site, this.graph, emails, signal, this.client);
  }
}
