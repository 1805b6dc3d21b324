import type { Finding } from "@/lib/connectors/connector";
import { processKeyring } from "@/lib/crypto/keyring";
import { type Keyring, open } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { clientCertificateContext, clientSecretContext } from "@/lib/sync/open-graph";
import { passwordContext } from "@/lib/sync/open-source";

/** Tries to open every stored secret with the keys of this process, and tells whose cannot be opened. Secrets are never shown. */
export async function examineKeys(): Promise<readonly Finding[]> {
  if (!env().SYNCBRIDGE_SECRET_KEY) {
    return [
      {
        id: "key",
        level: "error",
        title: "SYNCBRIDGE_SECRET_KEY is not set: stored passwords and secrets cannot be read.",
        remedy: "Set the key that this installation has always used.",
      },
    ];
  }
  const keys = processKeyring();
  const sealed = await sealedTexts();
  const closed = sealed.filter(({ text, context }) => !opens(keys, text, context));
  if (closed.length === 0) {
    return [{ id: "key", level: "ok", title: `The key opens all ${sealed.length} stored passwords and secrets.` }];
  }
  return closed.map(({ name }) => ({
    id: "key",
    level: "error" as const,
    title: `${keys.others.length === 0 ? "The key does" : "The keys do"} not open what is stored for ${name}.`,
    remedy: "Add the former key to SYNCBRIDGE_OTHER_SECRET_KEYS, or enter the password or secret again.",
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

function opens(keys: Keyring, text: string, context: string): boolean {
  try {
    open(keys, text, context);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
