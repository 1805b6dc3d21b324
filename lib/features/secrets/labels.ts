import type { SecretKind } from "./schema";
import type { SealingKey, StoredSecret } from "./types";

export const secretKindLabels: Readonly<Record<SecretKind, string>> = {
  password: "Password",
  "client-secret": "Client secret",
  certificate: "Certificate",
};

export const standingLabels: Readonly<Record<SealingKey["standing"], string>> = {
  current: "Current: new secrets are sealed under it",
  other: "Opens secrets",
  missing: "Not among the keys of this process",
};

/** Where the secret is entered again. */
export function enterAgainHref({ ownerId, databaseId }: StoredSecret): string {
  return databaseId === null
    ? `/sharepoint/connections/${ownerId}/edit`
    : `/databases/${databaseId}/instances/${ownerId}/edit`;
}

/** Whose secret it is: "the instance “main” of “Orders”". */
export function ownerText({ ownerName, databaseName }: StoredSecret): string {
  return databaseName === null ? `the connection “${ownerName}”` : `the instance “${ownerName}” of “${databaseName}”`;
}
