import type { Context } from "@/lib/context";
import { ownerText, secretKindLabels } from "@/lib/features/secrets/labels";
import { resealNow } from "@/lib/features/secrets/mutations";
import { getKeys } from "@/lib/features/secrets/queries";
import type { KeysView } from "@/lib/features/secrets/types";
import { formatNumber } from "@/lib/format/number";
import { plural } from "@/lib/format/plural";
import { oneLine, textTable } from "../terminal-text";
import { type Answer, defineCommand } from "./command";
import { exitCodes } from "./exit-codes";

export const keys = defineCommand({
  takes: [],
  summary: "Says which key stored secrets are sealed under, and seals them all under the current one.",
  help: `  --reseal         wrap every secret by the key in SYNCBRIDGE_SECRET_KEY, while web and workers run

Keys are named by the beginning of their SHA-256; no key and no secret is shown.
Ends with 3 when a secret is not under the current key, with 1 when one cannot be opened and must be entered again.`,
  options: { reseal: { type: "boolean" } },
  async run({ context, values, signal }) {
    if (!values.reseal) return answerOf(context, []);
    const { resealed } = await resealNow(context, signal);
    return answerOf(context, [`${plural(resealed, "secret")} sealed under the current key.`]);
  },
});

async function answerOf(context: Context, before: readonly string[]): Promise<Answer> {
  const view = await getKeys(context);
  const head = ["Key", "", "Passwords", "Client secrets", "Certificates"];
  const lines = view.keys.map(({ keyId, standing, counts }) => [
    keyId ?? "unknown",
    standing,
    formatNumber(counts.password),
    formatNumber(counts["client-secret"]),
    formatNumber(counts.certificate),
  ]);
  const lost = view.lost.map((secret) =>
    oneLine(`Enter again: the ${secretKindLabels[secret.kind].toLowerCase()} of ${ownerText(secret)}.`),
  );
  const text = [...before, textTable([head, ...lines], "").trimEnd(), ...lost].join("\n");
  return { code: codeOf(view), json: { ...view }, text };
}

function codeOf({ lost, openUnderOthers }: KeysView): Answer["code"] {
  if (lost.length > 0) return exitCodes.failed;
  return openUnderOthers > 0 ? exitCodes.pending : exitCodes.done;
}
