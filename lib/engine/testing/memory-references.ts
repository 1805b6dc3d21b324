import type { LookupRequest, ReferencePort } from "../reference-port";
import type { IdentityHash } from "../types";

/** Parents' ledgers and a site's people, in memory. Tests fill it and count what was asked. */
export class MemoryReferences implements ReferencePort {
  /** Items by definition and list, as `definition list`. */
  readonly items = new Map<string, Map<IdentityHash, number>>();
  readonly people = new Map<string, number>();
  /** One entry a call: how many things it asked for. */
  readonly calls: { readonly kind: "lookups" | "people"; readonly wanted: number }[] = [];

  async resolveLookups(
    requests: readonly LookupRequest[],
    signal: AbortSignal,
  ): Promise<readonly ReadonlyMap<IdentityHash, number>[]> {
    signal.throwIfAborted();
    this.calls.push({ kind: "lookups", wanted: requests.reduce((sum, { rows }) => sum + rows.length, 0) });
    return requests.map(({ definitionId, listId, rows }) => {
      const items = this.items.get(`${definitionId} ${listId}`);
      return new Map(
        rows.flatMap((row) => {
          const item = items?.get(row);
          return item === undefined ? [] : [[row, item] as const];
        }),
      );
    });
  }

  async resolvePeople(emails: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    signal.throwIfAborted();
    this.calls.push({ kind: "people", wanted: emails.length });
    return new Map(
      emails.flatMap((email) => {
        const id = this.people.get(email);
        return id === undefined ? [] : [[email, id] as const];
      }),
    );
  }
}
