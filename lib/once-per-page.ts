import type { Context } from "@/lib/context";

const readByPages = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * What several parts of a page ask for, read once for all of them. `name` stands for one kind of answer, with the id of what is asked about. A context
 * without a page reads anew each time.
 */
export function oncePerPage<T>({ page }: Pick<Context, "page">, name: string, read: () => Promise<T>): Promise<T> {
  if (!page) return read();
  const answers = readByPages.get(page) ?? new Map<string, Promise<unknown>>();
  readByPages.set(page, answers);
  const answer = (answers.get(name) as Promise<T> | undefined) ?? read();
  answers.set(name, answer);
  return answer;
}
