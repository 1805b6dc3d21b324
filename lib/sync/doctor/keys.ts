import type { Finding } from "@/lib/connectors/connector";
import { masterKey, open } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { clientCertificateContext, clientSecretContext } from "@/lib/sync/open-graph";
import { passwordContext } from "@/lib/sync/open-source";

/** Tries to open every stored secret with the key of this process, and tells whose cannot be opened. Secrets are never shown. */
export async function examineKeys(): Promise<readonly Finding[]> {
  const secret = env().SYNCBRIDGE_SECRET_KEY;
  if (!secret) {
    return [
      {
        id: "key",
        level: "error",
        title: "SYNCBRIDGE_SECRET_KEY is not set: stored passwords and secrets cannot be read.",
        remedy: "Set the key that this installation has always used.",
      },
    ];
  }
  const key = masterKey(secret);
  const sealed = await sealedTexts();
  const closed = sealed.filter(({ text, context }) => !opens(key, text, context));
  if (closed.length === 0) {
    return [{ id: "key", level: "ok", title: `The key opens all ${sealed.length} stored passwords and secrets.` }];
  }
  return closed.map(({ name }) => ({
    id: "key",
    level: "error" as const,
    title: `The key does not open what is stored for ${name}.`,
    remedy: "Set the former key in SYNCBRIDGE_SECRET_KEY, or enter the password or secret again.",
  }));
}

async function sealedTexts() {
  const [instances, connections] = await Promise.all([
    db().databaseInstance.findMany({ select: { instanceLabel: true, dbPassword: true } }),
    db().sharepointConnection.findMany({ select: { name: true, clientSecret: true, clientCertificate: true } }),
  ]);
  return [
    ...instances.map(({ instanceLabel, dbPassword }) => ({
      name: `the instance “${instanceLabel}”`,
      text: dbPassword,
      context: passwordContext,
    })),
    ...connections.flatMap(({ name, clientSecret, clientCertificate }) =>
      [
        { text: clientSecret, context: clientSecretContext },
        { text: clientCertificate, context: clientCertificateContext },
      ].flatMap(({ text, context }) => (text === null ? [] : [{ name: `the connection “${name}”`, text, context }])),
    ),
  ];
}

function opens(key: Buffer, text: string, context: string): boolean {
  try {
    open(key, text, context);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
