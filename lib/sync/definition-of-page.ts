import type { Context } from "@/lib/context";
import { oncePerPage } from "@/lib/once-per-page";
import { loadDefinition, type StoredDefinition } from "./load-definition";

/**
 * A definition whole, read once for all parts of a page: of one with hundreds of mappings, reading costs most of a page's time. A context without
 * a page reads anew each time. Throws `not-found`.
 */
export function definitionFor(context: Pick<Context, "page">, definitionId: string): Promise<StoredDefinition> {
  return oncePerPage(context, `stored definition ${definitionId}`, () => loadDefinition(definitionId));
}
