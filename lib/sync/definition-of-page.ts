import type { Context } from "@/lib/context";
import { loadDefinition, type StoredDefinition } from "./load-definition";

const readByPages = new WeakMap<object, Map<string, Promise<StoredDefinition>>>();

/**
 * A definition whole, read once for all parts of a page: of one with hundreds of mappings, reading costs most of a page's time. A context without
 * a page reads anew each time. Throws `not-found`.
 */
export function definitionFor({ page }: Pick<Context, "page">, definitionId: string): Promise<StoredDefinition> {
  if (!page) return loadDefinition(definitionId);
  const read = readByPages.get(page) ?? new Map<string, Promise<StoredDefinition>>();
  readByPages.set(page, read);
  const stored = read.get(definitionId) ?? loadDefinition(definitionId);
  read.set(definitionId, stored);
  return stored;
}
