import type { DefinitionId, IdentityHash } from "./types";

/** Rows of one parent definition whose items are wanted. */
export interface LookupRequest {
  readonly definitionId: DefinitionId;
  /** GUID of the list that the items must stand in. */
  readonly listId: string;
  readonly rows: readonly IdentityHash[];
}

/** Which items of other lists, and which people of the site, values stand for. Asked once a page, however many rows and fields it has. */
export interface ReferencePort {
  /** Item ids of parent rows, one answer a request, in their order; a row without an item is absent. */
  resolveLookups(
    requests: readonly LookupRequest[],
    signal: AbortSignal,
  ): Promise<readonly ReadonlyMap<IdentityHash, number>[]>;
  /** Ids in the site's User Information List by e-mail address in lower case; who has never been at the site is absent. */
  resolvePeople(emails: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}
