import type { Context } from "@/lib/context";
import { namesSecret, removed, withoutPasswords } from "@/lib/secret-text";
import type { AuditRecord, JsonValue } from "./types";

/**
 * The JSON form of a value without its secrets: text under a key that names a secret is replaced whatever it holds, and so is a password inside an address.
 * Only text is replaced, so that `passwordChanged: true` stays readable.
 */
export function withoutSecrets(value: unknown, key = ""): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return namesSecret(key) ? removed : withoutPasswords(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, key));
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(
      entries.map(([name, each]) => [name, withoutSecrets(each, namesSecret(key) ? key : name)]),
    );
  }
  throw new TypeError(`An audit event cannot hold a ${typeof value}.`);
}

/** The one table that is written here; a transaction of the metastore fits. */
interface AuditTrail {
  readonly auditEvent: { create(args: { readonly data: AuditRow }): PromiseLike<unknown> };
}

interface AuditRow {
  readonly actorKind: Context["actor"]["kind"];
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly requestId: string;
  readonly before?: object;
  readonly after?: object;
}

/**
 * Writes one line of the audit trail. Call it in the transaction of the change it tells of: both exist or neither.
 * Secrets in `before` and `after` are removed here, so that no caller has to remember.
 */
export async function recordAudit(tx: AuditTrail, context: Context, event: AuditRecord): Promise<void> {
  const { actor } = context;
  await tx.auditEvent.create({
    data: {
      actorKind: actor.kind,
      actorId: actor.kind === "person" ? actor.userId : null,
      actorName: actor.name,
      action: event.action,
      targetKind: event.targetKind,
      targetId: event.targetId ?? null,
      targetName: event.targetName ?? null,
      requestId: context.requestId,
      ...(event.before === undefined || event.before === null
        ? {}
        : { before: withoutSecrets(event.before) as object }),
      ...(event.after === undefined || event.after === null ? {} : { after: withoutSecrets(event.after) as object }),
    },
  });
}
