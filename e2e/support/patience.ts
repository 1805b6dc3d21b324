/** For what is awaited of other processes: it may come late on a busy machine, so the limit ends what hangs and proves nothing. */
export const patience = { timeout: 60_000, interval: 50 } as const;
