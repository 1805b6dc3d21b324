import { SettingsTests } from "@/lib/crypto/settings-test";
import { type Findings, findings, type SettingsTest } from "@/lib/features/verification/schema";
import type { CreateConnectionInput } from "./schema";

const tests = new SettingsTests("sharepoint_connections.verification", findings);

/** All that decides what a verification finds. */
const partsOf = ({ tenantId, clientId, authorityHost, scopes, credential, ...proof }: CreateConnectionInput) => [
  ...[tenantId, clientId, authorityHost, scopes, credential],
  ...(credential === "secret" ? [proof.clientSecret, proof.secretExpiresAt] : [proof.clientCertificate]),
];

export const signTest = (settings: CreateConnectionInput, found: Findings, now: Date): SettingsTest =>
  tests.sign(partsOf(settings), found, now);

/** The verification as a connection with these settings keeps it; null for one that says nothing of them. */
export const provenTest = (settings: CreateConnectionInput, test: SettingsTest | undefined, now: Date) =>
  tests.proven(partsOf(settings), test, now);
