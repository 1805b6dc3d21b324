import { type Db, db } from "@/lib/db/client";
import type { GraphClient } from "@/lib/graph/client";
import { sitePeople } from "@/lib/graph/people";
import { rowsJson } from "./rows-json";

/** Somebody who is missing may have come to the site meanwhile: the list is read again, but not for every page of rows. */
const missAgeMs = 10 * 60_000;
/** Accounts that were deleted and made anew get another id. */
const hitAgeMs = 24 * 60 * 60_000;

interface Site {
  /** `sharepoint_sites.id` */
  readonly id: string;
  /** Graph's id. */
  readonly siteId: string;
}

interface Known {
  readonly found: ReadonlyMap<string, number>;
  /** How long ago the site's list was read whole; null for never. */
  readonly ageMs: number | null;
}

async function knownPeople(client: Db, site: Site, emails: readonly string[]): Promise<Known> {
  const [read] = await client.$queryRaw<{ age_ms: number | null }[]>`
    SELECT (extract(epoch FROM clock_timestamp() - people_read_at) * 1000)::float8 AS age_ms FROM sharepoint_sites WHERE id = ${site.id}::uuid`;
  const people = await client.sharepointPerson.findMany({
    where: { siteId: site.id, email: { in: [...emails] } },
    select: { email: true, itemId: true },
  });
  return { found: new Map(people.map((person) => [person.email, person.itemId])), ageMs: read?.age_ms ?? null };
}

/** Stores the site's whole list of people; only a complete reading takes anybody out. An address that stands twice keeps its latest entry. */
async function readPeople(client: Db, graph: GraphClient, site: Site, signal: AbortSignal): Promise<void> {
  const [now] = await client.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
  const at = now?.at ?? new Date();
  for await (const people of sitePeople(graph, { siteId: site.siteId }, signal)) {
    if (people.length === 0) continue;
    await client.$executeRaw`
      INSERT INTO sharepoint_people (site_id, email, item_id, read_at)
      SELECT ${site.id}::uuid, p.email, max(p.item_id), ${at}
      FROM jsonb_to_recordset(${rowsJson(people.map(({ email, itemId }) => ({ email, item_id: itemId })))}::jsonb) AS p(email text, item_id int)
      GROUP BY p.email
      ON CONFLICT (site_id, email) DO UPDATE SET
        item_id = CASE WHEN sharepoint_people.read_at = excluded.read_at THEN greatest(sharepoint_people.item_id, excluded.item_id)
          ELSE excluded.item_id END,
        read_at = excluded.read_at`;
  }
  await client.sharepointPerson.deleteMany({ where: { siteId: site.id, readAt: { lt: at } } });
  await client.sharepointSite.update({ where: { id: site.id }, data: { peopleReadAt: at }, select: { id: true } });
}

/**
 * Ids of a site's people by e-mail address in lower case; those whom the site does not know are absent. Answers from what was read before:
 * the list is read again after a day, and after ten minutes when somebody is missing. Throws what Graph refuses.
 */
export async function findPeople(
  site: Site,
  graph: GraphClient,
  emails: readonly string[],
  signal: AbortSignal,
  client: Db = db(),
): Promise<ReadonlyMap<string, number>> {
  const { found, ageMs } = await knownPeople(client, site, emails);
  const isMissing = found.size < new Set(emails).size;
  if (ageMs !== null && ageMs < (isMissing ? missAgeMs : hitAgeMs)) return found;
  await readPeople(client, graph, site, signal);
  return (await knownPeople(client, site, emails)).found;
}
