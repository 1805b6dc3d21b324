import type { Finding } from "@/lib/connectors/connector";
import { messageOf } from "@/lib/errors/app-error";
import { examineConnections } from "./connections";
import type { Examined } from "./examined";
import { examineKeys } from "./keys";
import { examineMetastore } from "./metastore";
import { examineQueue } from "./queue";
import { examineSignIn } from "./sign-in";
import { examineSources } from "./sources";

interface ExamineOptions {
  readonly url: string;
  /** Whether databases and tenants are reached too; without, only what belongs to this installation. */
  readonly isOutwards: boolean;
  readonly signal: AbortSignal;
}

/**
 * Looks at an installation from the inside out, changing nothing: metastore, keys, queue, sign-in, then every active database instance and
 * SharePoint connection. Each part that cannot be examined is a finding; what stands in a metastore that does not
 * answer, or has another schema, is left out.
 * Rejects with the signal's reason only.
 */
export async function* examine({ url, isOutwards, signal }: ExamineOptions): AsyncGenerator<Examined> {
  const metastore = await examineMetastore(url);
  yield { part: "metastore", findings: metastore };
  const parts: [string, () => Promise<readonly Finding[]>][] = [["sign-in", () => examineSignIn(signal)]];
  // Of a metastore with another schema nothing more can be asked.
  const isReadable = metastore.some(({ id, level }) => id === "migrations" && level === "ok");
  if (isReadable) {
    parts.unshift(["keys", examineKeys], ["queue", examineQueue]);
  }
  for (const [part, look] of parts) yield { part, findings: await told(part, look, signal) };
  if (!isOutwards || !isReadable) return;
  yield* examineSources(signal);
  yield* examineConnections(signal);
}

async function told(id: string, look: () => Promise<readonly Finding[]>, signal: AbortSignal) {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    return [{ id, level: "error" as const, title: messageOf(error) }];
  }
}
