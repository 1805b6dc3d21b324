import type { Finding } from "@/lib/connectors/connector";

const dayMs = 86_400_000;
/** A new secret takes some days to be asked for, made and entered. */
const warningDays = 30;

/** What the end of a secret or certificate means at a moment; empty where nobody knows it. */
export function expiryFinding(kind: string, expiresAt: Date | null, now: Date): readonly Finding[] {
  if (expiresAt === null) return [];
  const what = kind === "certificate" ? "certificate" : "client secret";
  const remedy = `Make a new ${what} in Entra ID and enter it in the connection; both work until the old one ends.`;
  const on = expiresAt.toISOString().slice(0, 10);
  const days = Math.floor((expiresAt.getTime() - now.getTime()) / dayMs);
  if (days < 0) return [{ id: "expiry", level: "error", title: `The ${what} ended on ${on}.`, remedy }];
  if (days >= warningDays) return [{ id: "expiry", level: "ok", title: `The ${what} is good until ${on}.` }];
  const left = days === 0 ? "less than a day" : days === 1 ? "one day" : `${days} days`;
  return [{ id: "expiry", level: "warning", title: `The ${what} ends in ${left}, on ${on}.`, remedy }];
}
