import type { Context } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { recordAudit } from "@/lib/features/audit/record";
import { signIns, takeTurn } from "@/lib/sync/rate-limit";
import { type SignedInPerson, signedInPerson } from "./schema";

/**
 * Notes that a person signed in, with the name and roles of the token, and gives the id by which runs and audit name them.
 * Takes no context and asks no policy: it is what makes a person's context, and a person without any role is remembered too. Throws
 * `too-many-requests` for a person, or an installation, that signs in again and again.
 */
export async function rememberUser(input: SignedInPerson, requestId: string): Promise<{ readonly userId: string }> {
  const person = signedInPerson.parse(input);
  const key = { tenantId: person.tenantId, objectId: person.objectId };
  await takeTurn(signIns, `${key.tenantId}|${key.objectId}`);
  return inTransaction(async (tx) => {
    const known = await tx.user.findUnique({ where: { tenantId_objectId: key }, select: { roles: true } });
    const seen = { name: person.name, email: person.email, roles: person.roles, lastSeenAt: new Date() };
    const user = await tx.user.upsert({
      where: { tenantId_objectId: key },
      create: { ...key, ...seen },
      update: seen,
      select: { id: true },
    });
    const context: Context = {
      actor: { kind: "person", userId: user.id, name: person.name, roles: person.roles },
      requestId,
    };
    const target = { targetKind: "user", targetId: user.id, targetName: person.name };
    if (known === null) {
      await recordAudit(tx, context, { action: "user.first-seen", ...target, after: { roles: person.roles } });
    } else if (JSON.stringify(known.roles) !== JSON.stringify(person.roles)) {
      const change = { before: { roles: known.roles }, after: { roles: person.roles } };
      await recordAudit(tx, context, { action: "user.roles-changed", ...target, ...change });
    }
    return { userId: user.id };
  });
}
