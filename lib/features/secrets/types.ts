import type { SecretKind } from "./schema";

/** A stored secret by its owner; what it is stays where it is. */
export interface StoredSecret {
  readonly kind: SecretKind;
  /** An instance's or a connection's. */
  readonly ownerId: string;
  readonly ownerName: string;
  /** Null for a connection. */
  readonly databaseId: string | null;
  readonly databaseName: string | null;
}

/** One key that secrets are sealed under, or that this process has. */
export interface SealingKey {
  /** The first 8 bytes of the key's SHA-256, which tell nothing of the key. Null for texts that name none. */
  readonly keyId: string | null;
  /** `current`: new secrets are sealed under it; `other`: it opens secrets; `missing`: this process does not have it. */
  readonly standing: "current" | "other" | "missing";
  readonly counts: Readonly<Record<SecretKind, number>>;
}

/** A worker process that is alive, by what it said of itself. */
export interface KeylessWorker {
  readonly name: string;
  readonly host: string;
  readonly processId: number;
}

export interface KeysView {
  /** The current one first. */
  readonly keys: readonly SealingKey[];
  /** Secrets that open but are not yet under the current key. */
  readonly openUnderOthers: number;
  /** Secrets whose key this process does not have, by owner: they must be entered again. */
  readonly lost: readonly StoredSecret[];
  /** Workers that are alive and lack the current key: they cannot open what is sealed under it. */
  readonly workersWithout: readonly KeylessWorker[];
  /** Whether sealing everything under the current key waits or is under way. */
  readonly isResealing: boolean;
  /** Why sealing failed the last time; null where it did not, or was asked for anew. */
  readonly failure: string | null;
}
