import { z } from "zod";
import type { Freshness } from "@/lib/connectors/connector";
import type { Session } from "./session";

/**
 * What a server has executed, as it says it itself.
 *
 * MySQL `gtid:<server uuid>:<executed set>`: for each source of transactions (and tag, since 8.3) the numbers executed, as ranges.
 * MariaDB `gtid:<domain>:<position>`: for each domain the last transaction, `domain-server-sequence`; its numbers rise over all servers.
 */
type Executed =
  | { readonly dialect: "mysql"; readonly ranges: ReadonlyMap<string, readonly Range[]> }
  | {
      readonly dialect: "mariadb";
      readonly last: ReadonlyMap<string, { readonly server: string; readonly number: bigint }>;
    };

type Range = readonly [from: bigint, to: bigint];

const tokenForm = /^gtid:([0-9a-f-]+):(.+)$/is;
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How the transactions in one token stand to those in another; see the contract. */
export function compareTokens(token: string, other: string): Freshness {
  const left = parseToken(token);
  const right = parseToken(other);
  if (!left || !right) return "incomparable";
  const isNewer = contains(left, right);
  const isOlder = contains(right, left);
  if (isNewer && isOlder) return "same";
  if (isNewer) return "newer";
  return isOlder ? "older" : "incomparable";
}

function parseToken(token: string): Executed | null {
  const [, origin = "", set = ""] = tokenForm.exec(token) ?? [];
  if (uuidForm.test(origin.toLowerCase())) return parseSet(set);
  return /^\d+$/.test(origin) ? parsePosition(set) : null;
}

/** `uuid:1-5:7,uuid:tag:1-3` (MySQL manual, GTID sets). */
function parseSet(set: string): Executed | null {
  const ranges = new Map<string, Range[]>();
  for (const part of set.replace(/\s/g, "").toLowerCase().split(",")) {
    const [uuid = "", ...rest] = part.split(":");
    if (!uuidForm.test(uuid)) return null;
    let source = uuid;
    for (const piece of rest) {
      const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(piece) ?? [];
      if (from === undefined) {
        if (!/^[a-z_]\w*$/.test(piece)) return null;
        source = `${uuid}:${piece}`;
        continue;
      }
      const range: Range = [BigInt(from), BigInt(to ?? from)];
      ranges.set(source, [...(ranges.get(source) ?? []), range]);
    }
  }
  for (const [source, unordered] of ranges) ranges.set(source, merged(unordered));
  return ranges.size > 0 ? { dialect: "mysql", ranges } : null;
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1n) result[result.length - 1] = [last[0], to > last[1] ? to : last[1]];
    else result.push([from, to]);
  }
  return result;
}

/** `0-1-100,7-2-5` (MariaDB knowledge base, global transaction ID). */
function parsePosition(position: string): Executed | null {
  const last = new Map<string, { server: string; number: bigint }>();
  for (const part of position.replace(/\s/g, "").split(",")) {
    const [, domain, server, number] = /^(\d+)-(\d+)-(\d+)$/.exec(part) ?? [];
    if (domain === undefined || server === undefined || number === undefined) return null;
    last.set(domain, { server, number: BigInt(number) });
  }
  return last.size > 0 ? { dialect: "mariadb", last } : null;
}

/** Whether everything in `inner` was executed by `outer` too. */
function contains(outer: Executed, inner: Executed): boolean {
  if (outer.dialect === "mysql" && inner.dialect === "mysql") {
    return [...inner.ranges].every(([source, wanted]) =>
      wanted.every(([from, to]) => outer.ranges.get(source)?.some((range) => range[0] <= from && to <= range[1])),
    );
  }
  if (outer.dialect === "mariadb" && inner.dialect === "mariadb") {
    return [...inner.last].every(([domain, wanted]) => {
      const reached = outer.last.get(domain);
      if (!reached) return false;
      // One number by two servers is two histories that went apart.
      return reached.number > wanted.number || (reached.number === wanted.number && reached.server === wanted.server);
    });
  }
  return false;
}

const flag = z.coerce.string().transform((value) => value === "1" || value === "ON");
const tokenRowSchema = z.tuple([z.string(), z.string(), flag]);

/** What the server has executed by now. */
export interface TokenNow {
  /** Null where the server keeps no transaction ids. */
  readonly token: string | null;
  /** A replica, by its setting: writes come from elsewhere. */
  readonly isReadOnly: boolean;
}

/** What MySQL has executed stays on record when transactions are no longer numbered (gtid_mode OFF): then it says nothing any more. */
const mysqlExecuted = "IF(@@GLOBAL.gtid_mode = 'ON', @@GLOBAL.gtid_executed, '')";

export async function tokenNow(session: Session): Promise<TokenNow> {
  const { isMariaDb } = session.version;
  const rows = await session.query(
    isMariaDb
      ? "SELECT CAST(@@GLOBAL.gtid_domain_id AS CHAR), @@GLOBAL.gtid_current_pos, @@GLOBAL.read_only"
      : `SELECT @@GLOBAL.server_uuid, ${mysqlExecuted}, @@GLOBAL.read_only`,
  );
  const [origin, executed, isReadOnly] = tokenRowSchema.parse(rows[0]);
  const set = executed.replace(/\s/g, "");
  return { token: set === "" ? null : `gtid:${origin}:${set}`, isReadOnly };
}
