import {
  type Classified,
  classified,
  classifyNodeCode,
  driverCodeOf,
  type Phase,
  sourceError,
} from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";

const { unreachable, interrupted, busy, login, tls, permission, objectMissing, databaseMissing, failed } = classified;

/** Numbers of errors (Microsoft Learn, "Database Engine events and errors", "Troubleshooting connectivity issues … Azure SQL"). */
const byNumber: Readonly<Record<number, Classified>> = {
  64: interrupted, // the specified network name is no longer available
  121: interrupted, // semaphore timeout
  207: objectMissing, // invalid column name
  208: objectMissing, // invalid object name
  229: permission, // permission denied on object
  230: permission, // permission denied on column
  233: interrupted, // no process is on the other end of the pipe
  262: permission, // permission denied in database
  297: permission, // no permission to perform this action
  300: permission, // permission denied on object (VIEW SERVER STATE)
  596: interrupted, // the session is in the kill state
  601: busy, // could not continue scan due to data movement
  615: unreachable, // could not find database id: Azure SQL while a database moves
  617: interrupted,
  701: busy, // insufficient memory in resource pool
  708: busy,
  802: busy,
  904: databaseMissing, // autostarted only
  911: databaseMissing, // database does not exist
  913: databaseMissing,
  916: permission, // the login cannot access the database under the current security context
  921: unreachable, // database has not been recovered yet
  922: unreachable, // database is being recovered
  924: unreachable, // single user
  926: unreachable, // suspect, and for a short while of a database that moves
  927: unreachable, // in the middle of a restore
  942: databaseMissing, // offline
  945: unreachable,
  952: unreachable, // in transition
  976: unreachable, // availability replica without read access
  978: unreachable, // availability replica needs read-only intent
  979: unreachable,
  982: unreachable,
  983: unreachable,
  1204: busy, // no more locks
  1205: busy, // deadlock victim
  1222: busy, // lock request time out
  3906: permission, // database is read-only
  3908: unreachable,
  3952: busy, // snapshot isolation is not allowed in this database
  3957: busy,
  3958: busy,
  3960: busy, // snapshot update conflict
  3961: busy, // metadata changed since the snapshot
  3966: busy, // version store trimmed
  3967: busy,
  4060: databaseMissing, // cannot open database requested by the login
  4064: databaseMissing, // cannot open user default database
  4221: unreachable, // a secondary that waits for row versions after its failover
  4902: objectMissing, // cannot find the object
  6001: interrupted, // shutdown in progress
  6002: interrupted,
  6005: interrupted, // shutdown is in progress
  8628: busy, // waited too long for a plan
  8645: busy, // memory grant time out
  8651: busy,
  9001: interrupted, // the log is not available
  9002: busy, // the log is full
  10053: interrupted,
  10054: interrupted,
  10060: unreachable,
  10061: unreachable,
  10928: busy, // Azure SQL: resource limit
  10929: busy,
  10936: busy,
  15247: permission, // user does not have permission
  17142: unreachable, // paused
  17187: unreachable, // not ready to accept connections
  17188: unreachable,
  17197: unreachable, // login timed out
  17806: login, // SSPI handshake failed
  17809: busy, // maximum number of connections
  17830: unreachable,
  17892: login, // logon trigger
  18401: unreachable, // script upgrade mode
  18451: unreachable, // only administrators may connect
  18452: login, // untrusted domain
  18456: login, // login failed
  18461: unreachable, // single user mode
  18470: login, // account disabled
  18486: login, // account locked out
  18487: login, // password expired
  18488: login, // password must be changed
  40143: busy,
  // Memory-optimized tables: who comes second (SQL Server documentation, "Transactions with memory-optimized tables").
  41301: busy, // a transaction that this one depends on was rolled back
  41302: busy, // write conflict
  41305: busy, // repeatable read validation
  41325: busy, // serializable validation
  41839: busy, // too many commit dependencies
  40197: busy,
  40501: busy, // Azure SQL: service is busy
  40532: login, // cannot open server requested by the login
  40540: busy,
  40544: busy,
  40549: busy,
  40550: busy,
  40551: busy,
  40552: busy,
  40553: busy,
  40613: unreachable, // Azure SQL: database is not currently available
  40615: login, // Azure SQL: address not allowed by the firewall
  40627: busy,
  42108: unreachable, // Synapse pool is paused
  42109: unreachable,
  49918: busy,
  49919: busy,
  49920: busy,
};

/** Codes of tedious and mssql. A code that wraps another (ESOCKET, EREQUEST, ELOGIN) is classified by what it wraps first. */
const byDriverCode: Readonly<Record<string, Classified>> = {
  EABORT: interrupted,
  ECANCEL: interrupted,
  ECLOSE: interrupted,
  ECONNCLOSED: interrupted,
  EENCRYPT: tls,
  EFEDAUTH: login,
  EINSTLOOKUP: unreachable,
  EINVALIDSTATE: interrupted,
  ELOGIN: login,
  ENOTBEGUN: interrupted,
  ENOTOPEN: interrupted,
};

/** What the driver threw, or several errors that the server sent for one statement, with everything each wraps. */
function* unwrapped(error: unknown, depth = 0): Generator<object> {
  if (typeof error !== "object" || error === null || depth > 5) return;
  yield error;
  if ("errors" in error && Array.isArray(error.errors))
    for (const one of error.errors) yield* unwrapped(one, depth + 1);
  if ("originalError" in error) yield* unwrapped(error.originalError, depth + 1);
  if ("cause" in error) yield* unwrapped(error.cause, depth + 1);
}

const numbersOfLogins = new WeakMap<object, readonly number[]>();

/** Notes the numbers that the server sent before it refused a connection; the driver's own error has only their words. */
export function noteLoginErrors(error: object, numbers: readonly number[]): void {
  numbersOfLogins.set(error, numbers);
}

/** Numbers of all errors in what the driver threw, in the order the server sent them. */
export function errorNumbersOf(error: unknown): readonly number[] {
  const numbers: number[] = [];
  for (const one of unwrapped(error)) {
    numbers.push(...(numbersOfLogins.get(one) ?? []));
    if ("number" in one && typeof one.number === "number") numbers.push(one.number);
  }
  return [...new Set(numbers)];
}

/** What an error's numbers and codes mean. Exported for its table-driven test. */
export function classify(numbers: readonly number[], codes: readonly string[], phase: Phase): Classified {
  for (const number of numbers) {
    const meaning = byNumber[number];
    if (meaning) return phase === "connect" && meaning === interrupted ? unreachable : meaning;
  }
  if (numbers.length > 0) return phase === "connect" ? login : failed;
  // Timeouts of the driver: no connection was made in time, or a statement took longer than it may.
  if (codes.includes("ETIMEOUT")) return phase === "connect" ? unreachable : busy;
  for (const code of codes) {
    const byNode = code === "ECONNRESET" || !byDriverCode[code] ? classifyNodeCode(code, phase) : null;
    if (byNode) return byNode;
  }
  for (const code of codes) {
    const meaning = code === "ESOCKET" ? interrupted : byDriverCode[code];
    if (meaning) return phase === "connect" && meaning === interrupted ? unreachable : meaning;
  }
  return codes.length === 0 && phase === "connect" ? unreachable : failed;
}

function codesOf(error: unknown): readonly string[] {
  return [...unwrapped(error)].flatMap((one) => driverCodeOf(one) ?? []);
}

/** The server's words: of several errors for one statement the one that was classified by, which the server sends first. */
export function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return error instanceof Error ? error.message : String(error);
}

/** Number of the error as text where the server sent one, else the code that says most; null for none. */
export function causeCodeOf(error: unknown): string | null {
  const numbers = errorNumbersOf(error);
  const number = numbers.find((one) => byNumber[one]) ?? numbers[0];
  if (number !== undefined) return String(number);
  const codes = codesOf(error);
  return codes.findLast((code) => classifyNodeCode(code, "connect") !== null) ?? codes[0] ?? null;
}

/**
 * Turns what `mssql`, `tedious` or Node threw into a SyncError, by error number or code, never by message text. The message keeps the
 * server's own words.
 * @param where names the server or table for the reader, never a secret
 */
export function toSyncError(error: unknown, phase: Phase, where: string): SyncError {
  if (error instanceof SyncError) return error;
  const [code, trait] = classify(errorNumbersOf(error), codesOf(error), phase);
  return sourceError(code, trait, { where, said: wordsOf(error), cause: error, driverCode: causeCodeOf(error) });
}

/** Whether the server refused a statement and the connection goes on: a missing right or object, a function it does not know, a lock. */
export function isRefusal(error: unknown): error is SyncError {
  return error instanceof SyncError && !["source-interrupted", "source-unreachable"].includes(error.code);
}
