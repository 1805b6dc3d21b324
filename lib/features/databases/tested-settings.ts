import { SettingsTests } from "@/lib/crypto/settings-test";
import { type Findings, findings, type SettingsTest } from "@/lib/features/verification/schema";
import type { CreateInstanceInput } from "./schema";

/** All that decides what a test finds. */
export type TestedSettings = Pick<
  CreateInstanceInput,
  "databaseId" | "host" | "port" | "dbName" | "dbUser" | "dbPassword" | "config"
>;

const tests = new SettingsTests("database_instances.verification", findings);

const partsOf = ({ databaseId, host, port, dbName, dbUser, dbPassword, config }: TestedSettings) =>
  [databaseId, host, port, dbName, dbUser, dbPassword, config] as const;

export const signTest = (settings: TestedSettings, found: Findings, now: Date): SettingsTest =>
  tests.sign(partsOf(settings), found, now);

/** The test as an instance with these settings keeps it; null for one that says nothing of them. */
export const provenTest = (settings: TestedSettings, test: SettingsTest | undefined, now: Date) =>
  tests.proven(partsOf(settings), test, now);
