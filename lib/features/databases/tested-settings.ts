import { processKeyring } from "@/lib/crypto/keyring";
import { isSigned, sign } from "@/lib/crypto/sign";
import { type CreateInstanceInput, type Findings, findings, type SettingsTest } from "./schema";

/** All that decides what a test finds. */
export type TestedSettings = Pick<
  CreateInstanceInput,
  "databaseId" | "host" | "port" | "dbName" | "dbUser" | "dbPassword" | "config"
>;

const context = "database_instances.verification";

/** Longest time between a test of settings and their storing. */
const longestWaitMs = 3_600_000;

function said(settings: TestedSettings, test: Omit<SettingsTest, "signature">): string {
  const { databaseId, host, port, dbName, dbUser, dbPassword, config } = settings;
  const found = findings.parse(test.findings);
  return JSON.stringify([[databaseId, host, port, dbName, dbUser, dbPassword, config], test.checkedAt, found]);
}

/** What was found with these settings, in a form that can be kept by a form until they are stored. */
export function signTest(settings: TestedSettings, found: Findings, now: Date): SettingsTest {
  const test = { checkedAt: now.toISOString(), findings: found };
  return { ...test, signature: sign(processKeyring(), said(settings, test), context) };
}

/** The test as an instance with these settings keeps it; null for one of other settings, of long ago, or that the server did not make. */
export function provenTest(settings: TestedSettings, test: SettingsTest | undefined, now: Date) {
  if (!test || !isSigned(processKeyring(), said(settings, test), context, test.signature)) return null;
  const checkedAt = new Date(test.checkedAt);
  if (now.getTime() - checkedAt.getTime() > longestWaitMs) return null;
  const verification = { checkedAt: test.checkedAt, findings: test.findings };
  return { verification, lastVerifiedAt: hasPassed(test.findings) ? checkedAt : null };
}

/** Whether nothing keeps the instance from being read. */
export const hasPassed = (found: Findings): boolean => found.every(({ level }) => level !== "error");
