import {
  type Classified,
  classified,
  classifyNodeCode,
  driverCodeOf,
  type Phase,
  saidBy,
  sourceError,
} from "@/lib/connectors/sql/source-error";
import { SyncError } from "@/lib/errors/app-error";

const { unreachable, interrupted, busy, login, tls, permission, objectMissing, databaseMissing, failed } = classified;

/** Error numbers of the server (MySQL server error reference; MariaDB error codes), where the two differ so noted. */
const byErrno: Readonly<Record<number, Classified>> = {
  1040: busy, // ER_CON_COUNT_ERROR: too many connections
  1041: busy, // ER_OUT_OF_RESOURCES
  1042: unreachable, // ER_BAD_HOST_ERROR
  1044: permission, // ER_DBACCESS_DENIED_ERROR: to a database
  1045: login, // ER_ACCESS_DENIED_ERROR
  1046: databaseMissing, // ER_NO_DB_ERROR
  1049: databaseMissing, // ER_BAD_DB_ERROR
  1053: interrupted, // ER_SERVER_SHUTDOWN
  1054: objectMissing, // ER_BAD_FIELD_ERROR
  1079: interrupted, // ER_SHUTDOWN_COMPLETE
  1109: objectMissing, // ER_UNKNOWN_TABLE
  1129: unreachable, // ER_HOST_IS_BLOCKED: after too many broken connections
  1130: login, // ER_HOST_NOT_PRIVILEGED: no user from this address
  1142: permission, // ER_TABLEACCESS_DENIED_ERROR
  1143: permission, // ER_COLUMNACCESS_DENIED_ERROR
  1146: objectMissing, // ER_NO_SUCH_TABLE
  1158: interrupted, // ER_NET_READ_ERROR
  1159: interrupted, // ER_NET_READ_INTERRUPTED
  1160: interrupted, // ER_NET_ERROR_ON_WRITE
  1161: interrupted, // ER_NET_WRITE_INTERRUPTED
  1176: busy, // ER_KEY_DOES_NOT_EXITS: an index dropped since it was chosen
  1203: busy, // ER_TOO_MANY_USER_CONNECTIONS
  1205: busy, // ER_LOCK_WAIT_TIMEOUT
  1206: busy, // ER_LOCK_TABLE_FULL
  1213: busy, // ER_LOCK_DEADLOCK
  1226: busy, // ER_USER_LIMIT_REACHED
  1227: permission, // ER_SPECIFIC_ACCESS_DENIED_ERROR
  1251: login, // ER_NOT_SUPPORTED_AUTH_MODE
  1317: busy, // ER_QUERY_INTERRUPTED: by an administrator's KILL QUERY
  1356: permission, // ER_VIEW_INVALID: also where the view's definer lacks a right
  1370: permission, // ER_PROCACCESS_DENIED_ERROR
  1412: busy, // ER_TABLE_DEF_CHANGED: altered since the snapshot was taken
  1524: login, // ER_PLUGIN_IS_NOT_LOADED: the user's way of logging in
  1615: busy, // ER_NEED_REPREPARE
  1698: login, // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
  1820: login, // ER_MUST_CHANGE_PASSWORD
  1862: login, // ER_MUST_CHANGE_PASSWORD_LOGIN
  1927: interrupted, // MariaDB ER_CONNECTION_KILLED
  1969: busy, // MariaDB ER_STATEMENT_TIMEOUT
  3024: busy, // MySQL ER_QUERY_TIMEOUT
  3118: login, // MySQL ER_ACCOUNT_HAS_BEEN_LOCKED
  3159: tls, // MySQL ER_SECURE_TRANSPORT_REQUIRED
  3572: busy, // MySQL ER_LOCK_NOWAIT
  3955: login, // MySQL ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK
  4031: interrupted, // MySQL ER_CLIENT_INTERACTION_TIMEOUT
  4151: login, // MariaDB ER_ACCOUNT_HAS_BEEN_LOCKED
};

/** Codes of the driver itself (mysql2). */
const byDriverCode: Readonly<Record<string, Classified>> = {
  AUTH_SWITCH_PLUGIN_ERROR: login,
  HANDSHAKE_NO_SSL_SUPPORT: tls,
  HANDSHAKE_SSL_ERROR: tls,
  HANDSHAKE_UNKNOWN_ERROR: unreachable,
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: login,
  PROTOCOL_CONNECTION_LOST: interrupted,
  PROTOCOL_ERROR: interrupted,
  PROTOCOL_PACKETS_OUT_OF_ORDER: interrupted,
};

/** What a refusal means, by the server's number or the driver's code. Exported for its table-driven test. */
export function classifyCode(errno: number | null, code: string | null, phase: Phase): Classified {
  const meaning =
    (errno === null ? undefined : byErrno[errno]) ?? (code === null ? undefined : byDriverCode[code]) ?? null;
  if (meaning) return phase === "connect" && meaning === interrupted ? unreachable : meaning;
  return errno !== null && errno > 0 ? failed : (classifyNodeCode(code, phase) ?? failed);
}

/** The server's own error number of anything thrown by the driver; null for what the server did not say. Node's are negative. */
export function errnoOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("errno" in error)) return null;
  return typeof error.errno === "number" && error.errno > 0 ? error.errno : null;
}

/**
 * Turns what `mysql2` or Node threw into a SyncError, by number or code, never by message text. The message keeps the server's own words.
 * @param where names the server or table for the reader, never a secret
 */
export function toSyncError(error: unknown, phase: Phase, where: string): SyncError {
  if (error instanceof SyncError) return error;
  const driverCode = driverCodeOf(error);
  const [code, trait] = classifyCode(errnoOf(error), driverCode, phase);
  return sourceError(code, trait, { where, said: saidBy(error), cause: error, driverCode });
}
