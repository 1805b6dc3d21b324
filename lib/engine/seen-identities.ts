import { wordOf } from "./hash-words";
import type { IdentityHash } from "./types";

/**
 * Which identities a reading has met, by the first 64 bits of their hash: 16 to 32 bytes a row, so that a million rows cost a few
 * megabytes. Two rows of ten million share 64 bits by chance once in 370,000 readings; both would be reported, neither lost.
 */
export class SeenIdentities {
  private high = new Uint32Array(1 << 12);
  private low = new Uint32Array(1 << 12);
  private size = 0;

  /** Whether the identity is met for the first time. */
  add(hash: IdentityHash): boolean {
    if (2 * this.size >= this.high.length) this.grow();
    const isNew = this.place(wordOf(hash, 0), lowOf(hash));
    if (isNew) this.size++;
    return isNew;
  }

  has(hash: IdentityHash): boolean {
    const [high, low] = [wordOf(hash, 0), lowOf(hash)];
    const mask = this.high.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      if (this.high[at] === 0 && this.low[at] === 0) return false;
      if (this.high[at] === high && this.low[at] === low) return true;
    }
  }

  private place(high: number, low: number): boolean {
    const mask = this.high.length - 1;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      if (this.high[at] === 0 && this.low[at] === 0) {
        this.high[at] = high;
        this.low[at] = low;
        return true;
      }
      if (this.high[at] === high && this.low[at] === low) return false;
    }
  }

  private grow(): void {
    const { high, low } = this;
    this.high = new Uint32Array(2 * high.length);
    this.low = new Uint32Array(2 * low.length);
    for (let at = 0; at < high.length; at++) {
      const [highBits = 0, lowBits = 0] = [high[at], low[at]];
      if (highBits !== 0 || lowBits !== 0) this.place(highBits, lowBits);
    }
  }
}

/** Two zeros mark a free place. */
const lowOf = (hash: IdentityHash) => wordOf(hash, 1) || 1;
