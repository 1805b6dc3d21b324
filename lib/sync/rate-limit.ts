import { type Db, db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

/** How often something may be done in a minute of the metastore's clock. */
export interface RateLimit {
  /** Kebab-case; what is limited. */
  readonly name: string;
  readonly perPerson: number;
  readonly perInstallation: number;
}

/** Tests of addresses, which reach into the network: enough for a person, too few for a scan. */
export const connectionTests: RateLimit = { name: "connection-test", perPerson: 10, perInstallation: 60 };
export const signIns: RateLimit = { name: "sign-in", perPerson: 30, perInstallation: 600 };

interface Turn {
  readonly key: string;
  readonly used: number;
  readonly seconds_left: number;
}

/**
 * Counts one turn, of the person and of the installation, whichever process asks. A refused turn counts too, so that asking on and on does not
 * help. Throws `too-many-requests`, which says how long to wait.
 */
export async function takeTurn(limit: RateLimit, person: string, client: Db = db()): Promise<void> {
  const ofPerson = `${limit.name}|person|${person}`;
  const ofAll = `${limit.name}|all`;
  const turns = await client.$queryRaw<Turn[]>`
    INSERT INTO rate_limits AS held (key, minute)
    SELECT key, date_trunc('minute', clock_timestamp()) FROM unnest(ARRAY[${ofAll}, ${ofPerson}]) AS wanted (key) ORDER BY key
    ON CONFLICT (key, minute) DO UPDATE SET used = held.used + 1
    RETURNING key, used, ceil(60 - extract(second FROM clock_timestamp()))::int AS seconds_left`;
  const isOver = ({ key, used }: Turn) => used > (key === ofAll ? limit.perInstallation : limit.perPerson);
  const over = turns.find(isOver);
  if (!over) {
    // The first of a minute removes those before.
    if (turns.some(({ key, used }) => key === ofAll && used === 1))
      await client.$executeRaw`DELETE FROM rate_limits WHERE minute < clock_timestamp() - interval '2 minutes'`;
    return;
  }
  const who = over.key === ofAll ? "All people together may" : "You may";
  const most = over.key === ofAll ? limit.perInstallation : limit.perPerson;
  throw new AppError("too-many-requests", {
    message: `${who} do this ${most} times a minute.`,
    remedy: `Wait ${over.seconds_left} seconds, then try again.`,
  });
}
