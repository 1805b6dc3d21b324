const WINDOW_MS = 10 * 60_000;
/** Answers needed before a share of them says anything. */
const ENOUGH = 10;
const SLOW_MS = 2_900;
const DELAY_FROM = 0.1;
const DROP_FROM = 0.15;

/**
 * What the service thinks of a receiver (Graph contract 9.3): from a tenth of slow answers within ten minutes on, notifications come ten
 * minutes late; from 15 percent on they are dropped.
 */
export class Patience {
  private readonly answers = new Map<string, { at: number; isSlow: boolean }[]>();

  note(url: string, nowMs: number, tookMs: number): void {
    const host = new URL(url).host;
    this.answers.set(host, [...this.recent(host, nowMs), { at: nowMs, isSlow: tookMs > SLOW_MS }]);
  }

  with(url: string, nowMs: number): { isDropping: boolean; waitMs: number } {
    const recent = this.recent(new URL(url).host, nowMs);
    const share = recent.length < ENOUGH ? 0 : recent.filter(({ isSlow }) => isSlow).length / recent.length;
    return { isDropping: share >= DROP_FROM, waitMs: share >= DELAY_FROM ? WINDOW_MS : 0 };
  }

  private recent(host: string, nowMs: number) {
    return (this.answers.get(host) ?? []).filter(({ at }) => nowMs - at < WINDOW_MS);
  }
}
