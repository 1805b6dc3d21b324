import type { ActivationStatus } from "@/lib/features/activation/schema";
import type { Verification } from "@/lib/features/verification/schema";
import type { CredentialKind, ListColumnType } from "./schema";

/** A connection without its secret, which is never read back. */
export interface ConnectionRow {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityHost: string;
  readonly scopes: readonly string[];
  readonly credential: CredentialKind;
  /** When Entra ID stops accepting the secret or certificate; null where nobody said. */
  readonly credentialExpiresAt: Date | null;
  readonly status: ActivationStatus;
  /** When a verification last found nothing wrong. */
  readonly lastVerifiedAt: Date | null;
  readonly verification: Verification | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly siteCount: number;
  /** Lists that the last discoveries of its sites found. */
  readonly listCount: number;
}

export interface SiteRow {
  readonly id: string;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly displayName: string | null;
  readonly hostname: string;
  readonly sitePath: string;
  readonly webUrl: string;
  readonly status: ActivationStatus;
  /** IANA; null until a person enters it, since Graph does not tell. */
  readonly timeZone: string | null;
  /** Lists that the last discovery found. */
  readonly listCount: number;
  /** When a discovery last came in whole; null before the first one. */
  readonly lastDiscoveredAt: Date | null;
  /** Why the last discovery failed; null when it came in. */
  readonly discoveryError: string | null;
  /** A discovery was asked for and has neither come in nor failed. */
  readonly isDiscovering: boolean;
  /** Until when the discovery waits for the budget of Graph's requests; null while it does not wait. */
  readonly discoveryWaitingUntil: Date | null;
  /** Discoveries read the hidden lists too. */
  readonly includesHidden: boolean;
}

/** A site that the tenant's search found. */
export interface FoundSite {
  /** Graph's id. */
  readonly siteId: string;
  readonly displayName: string;
  readonly webUrl: string;
  /** The row of a site that is taken up already; null for others. */
  readonly knownAs: string | null;
}

export interface ListRow {
  readonly id: string;
  readonly siteId: string;
  readonly siteName: string;
  /** SharePoint's list GUID. */
  readonly listGuid: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly template: string;
  readonly webUrl: string | null;
  readonly isHidden: boolean;
  readonly isProvisioned: boolean;
  readonly lastProvisionedAt: Date | null;
  readonly vanishedAt: Date | null;
  readonly columnCount: number;
  readonly definitionCount: number;
  /** Counted at the last discovery; null before it. */
  readonly itemCount: number | null;
  readonly countedAt: Date | null;
}

export interface ListColumnRow {
  readonly id: string;
  /** Internal name. */
  readonly columnName: string;
  readonly displayName: string | null;
  /** Graph's word for the type. */
  readonly columnType: string;
  readonly isRequired: boolean;
  readonly isReadonly: boolean;
  /** Why it cannot be written; null where it can. */
  readonly readOnlyReason: string | null;
  readonly isIndexed: boolean;
  readonly isUnique: boolean;
  readonly isHidden: boolean;
  readonly maxLength: number | null;
  readonly choices: readonly string[] | null;
  readonly vanishedAt: Date | null;
}

export interface ListMetric {
  readonly capturedAt: Date;
  readonly itemCount: number;
  readonly lastModifiedAt: Date | null;
}

/** A definition that writes to the list, with the table it reads. */
export interface ListUse {
  readonly definitionId: string;
  readonly definitionName: string;
  readonly isEnabled: boolean;
  readonly tableId: string;
  readonly tableName: string;
}

export interface ListDetails extends ListRow {
  readonly connectionId: string;
  readonly columns: readonly ListColumnRow[];
  /** Oldest first, at most the 200 newest. */
  readonly metrics: readonly ListMetric[];
  readonly uses: readonly ListUse[];
}

/** What a new list would hold for one source column. */
export interface ProposedColumn {
  readonly sourceColumn: string;
  /** Internal name in the list; null where the list has no form for it. */
  readonly columnName: string | null;
  readonly displayName: string | null;
  readonly type: ListColumnType | null;
  /** Short words for the list column's type, e.g. `Number, 2 decimals`. */
  readonly typeLabel: string | null;
  /** Characters; of single lines only. */
  readonly maxLength: number | null;
  /** Of choices only. */
  readonly choices: readonly string[] | null;
  readonly isRequired: boolean;
  readonly isIndexed: boolean;
  readonly isUnique: boolean;
  readonly fit: "exact" | "limited" | "impossible";
  readonly reasons: readonly string[];
  /** How its text would do in the Title that every list has, instead of a column of its own; `best` of one column at most. */
  readonly titleFit: "best" | "fits" | null;
  /** Every type with the reason why this column cannot take it; null where it can. */
  readonly types: readonly { readonly type: ListColumnType; readonly refusal: string | null }[];
}
