/**
 * Gives pages in their order and asks for the next one before the present one is worked on, so that the store reads while we compute.
 * One page is ahead at most. An error of the reading comes when its page is asked for; leaving early ends the reading.
 */
export async function* readAhead<T>(pages: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = pages[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done) return;
      next = iterator.next();
      // Whoever asks for it hears of its failure; until then nobody listens.
      next.catch(() => undefined);
      yield result.value;
    }
  } finally {
    await next.then(
      () => iterator.return?.(),
      () => undefined,
    );
  }
}
