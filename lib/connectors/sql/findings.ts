import type { Finding } from "@/lib/connectors/connector";
import { type AppError, SyncError } from "@/lib/errors/app-error";
import type { TlsConfig } from "./config";

/** Above this difference between the two clocks, in milliseconds, times of the database and of this machine should not be compared. */
const clockToleranceMs = 5_000;

/** A finding before its probe has given it the id. */
export type Found = Omit<Finding, "id">;

export interface Place {
  readonly host: string;
  readonly port: number | string;
  readonly user: string;
  readonly database: string;
  readonly tls: TlsConfig;
}

const stages = ["network", "tls", "login", "database"] as const;
type Stage = (typeof stages)[number];

/** Something that only an open session can tell. */
export interface Probe<Session, Config> {
  readonly id: string;
  run(session: Session, config: Config): Promise<readonly Found[]>;
}

/** What a connection that stands has shown: network, tls, login, database. */
export function connectedFindings(place: Place): readonly Finding[] {
  return stages.map((stage) => passed(stage, place));
}

/**
 * What a connection that failed has shown: it passed the stages before the one it failed at.
 * @param networkRemedy more exact than the error's own, by the resolver's or socket's code
 */
export function refusedFindings(place: Place, error: SyncError, networkRemedy: string | null): readonly Finding[] {
  const stage = stageOf(error);
  const before = stages.slice(0, stages.indexOf(stage)).map((earlier) => passed(earlier, place));
  const remedy = stage === "network" ? networkRemedy : null;
  return [...before, { ...failure(stage, error), ...(remedy && { remedy }) }];
}

/** Runs the probes one after the other; one that is refused is a finding and stops none of the others. */
export async function probe<Session, Config>(
  probes: readonly Probe<Session, Config>[],
  session: Session,
  config: Config,
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { id, run } of probes) {
    try {
      for (const found of await run(session, config)) findings.push({ id, ...found });
    } catch (error) {
      if (signal?.aborted || !(error instanceof SyncError)) throw error;
      findings.push(failure(id, error));
    }
  }
  return findings;
}

function failure(id: string, error: AppError): Finding {
  return { id, level: "error", title: error.message, remedy: error.remedy };
}

function stageOf(error: SyncError): Stage {
  switch (error.code) {
    case "source-tls":
      return "tls";
    case "source-login":
      return "login";
    case "source-unreachable":
      return "network";
    default:
      return "database";
  }
}

function passed(stage: Stage, place: Place): Finding {
  switch (stage) {
    case "network":
      return { id: stage, level: "ok", title: `A server answers at ${place.host}:${place.port}.` };
    case "tls":
      return { id: stage, ...tlsFound(place.tls) };
    case "login":
      return { id: stage, level: "ok", title: `The server accepts the user ${place.user}.` };
    case "database":
      return { id: stage, level: "ok", title: `The database ${place.database} exists and may be entered.` };
  }
}

function tlsFound(tls: TlsConfig): Found {
  switch (tls.mode) {
    case "off":
      return {
        level: "info",
        title: "The connection is not encrypted.",
        remedy: "Choose the TLS mode “verify” unless the server is on this machine.",
      };
    case "require":
      return {
        level: "info",
        title: "The connection is encrypted, but the server's certificate is not checked.",
        remedy: "Choose the TLS mode “verify” and enter the authority's certificate.",
      };
    case "verify":
      return { level: "ok", title: "The connection is encrypted and the server's certificate is trusted." };
  }
}

/** What to do about a network that does not answer, by Node's code; null for a code that says nothing more. */
export function networkRemedy(nodeCode: string | null): string | null {
  switch (nodeCode) {
    case "ENOTFOUND":
      return "The host name is not known to the name server: check its spelling, or enter the address.";
    case "EAI_AGAIN":
      return "The name server did not answer: check this machine's network and try again.";
    case "ECONNREFUSED":
      return "The host answers, but nothing listens on this port: check the port and that the server listens on this network.";
    case null:
      return "Nothing answered as this kind of database does: check host, port and kind, and that no firewall drops the connection.";
    case "ETIMEDOUT":
      return "Nothing answered in time: check host and port, and that no firewall drops the connection.";
    default:
      return null;
  }
}

/**
 * Compares the database's clock with this machine's.
 * @param ask answers with the database's clock in milliseconds since 1970
 */
export async function clockFound(ask: () => Promise<number>): Promise<Found> {
  const before = Date.now();
  const theirs = await ask();
  const after = Date.now();
  // The answer was made somewhere between sending and receiving: only what lies outside counts.
  const differenceMs = theirs < before ? theirs - before : theirs > after ? theirs - after : 0;
  const seconds = Math.round(Math.abs(differenceMs) / 100) / 10;
  if (Math.abs(differenceMs) <= clockToleranceMs) {
    return { level: "ok", title: `The database's clock agrees with this machine's within ${seconds} s.` };
  }
  return {
    level: "warning",
    title: `The database's clock is ${seconds} s ${differenceMs > 0 ? "ahead of" : "behind"} this machine's.`,
    remedy: "Set both clocks by a time server.",
  };
}

/** What the login may read, in words. */
export function readableFound(found: { user: string; tables: number; schemas: number; remedy: string }): Found {
  const { tables, schemas } = found;
  if (tables === 0) {
    return {
      level: "error",
      title: `The user ${found.user} can read no table in this database.`,
      remedy: found.remedy,
    };
  }
  const what = tables === 1 ? "table or view" : "tables and views";
  return {
    level: "ok",
    title: `${tables} ${what} in ${schemas} ${schemas === 1 ? "schema" : "schemas"} can be read.`,
  };
}

export const transactionsSeen: Found = {
  level: "ok",
  title: "The user may see how old the oldest open transaction is.",
};

/** What it costs that incremental reading does not know which writes are still to come. */
export function transactionsUnseen(remedy: string): Found {
  return {
    level: "info",
    title:
      "The user may not see the open transactions of others: incremental reading goes back ten minutes each time, and misses what a longer transaction writes until the next full scan.",
    remedy,
  };
}

/** Rows that a policy of the database keeps from the user cannot be told from rows that left. */
export function filteredFound(tables: number): Found {
  const of = tables === 1 ? "1 table" : `${tables} tables`;
  return {
    level: "warning",
    title: `Row-level security filters the rows of ${of}: rows that it keeps from this user look as if they had left.`,
    remedy: "Let its policies show this user every row that a sync shall hold, and change them with care.",
  };
}
