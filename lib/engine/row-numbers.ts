/** What is known of a row among those that share its key. */
export interface RowNumber {
  /** 1 for the first row of this key, 2 for the next. */
  readonly number: number;
  /** Whether rows of this key differ in what is read besides it, so that nobody can say which of them is which item. */
  readonly isClashing: boolean;
  /** Whether this row is the first one that differs. */
  readonly isFirstClash: boolean;
}

/** Words a place has: two of the key, two of the content, one of the count with the clash in its highest bit. */
const words = 5;
const clashBit = 0x8000_0000;

/**
 * Numbers the rows of one reading that share a key, for tables without one. Equal rows are interchangeable, so that n of them are numbers 1 to n
 * in whatever order they come, which makes the numbers the same in every reading. Rows that share the key and differ otherwise are not.
 * Keys and contents are kept by the first 64 bits of their hash: 40 to 80 bytes a row.
 */
export class RowNumbers {
  private places = new Uint32Array(words << 12);
  private size = 0;

  /** `keyHash` and `contentHash` are hexadecimal, of 16 digits at least. */
  add(keyHash: string, contentHash: string): RowNumber {
    if (2 * this.size * words >= this.places.length) this.grow();
    const [high, low] = wordsOf(keyHash);
    const [contentHigh, contentLow] = wordsOf(contentHash);
    const { places } = this;
    const at = this.find(places, high, low);
    const packed = places[at + 4] ?? 0;
    if (packed === 0) {
      places.set([high, low, contentHigh, contentLow, 1], at);
      this.size++;
      return { number: 1, isClashing: false, isFirstClash: false };
    }
    const number = (packed & ~clashBit) + 1;
    const wasClashing = (packed & clashBit) !== 0;
    const isClashing = wasClashing || places[at + 2] !== contentHigh || places[at + 3] !== contentLow;
    places[at + 4] = isClashing ? number | clashBit : number;
    return { number, isClashing, isFirstClash: isClashing && !wasClashing };
  }

  /** Where the key stands, or the free place it belongs to. A place is free while its count is 0. */
  private find(places: Uint32Array, high: number, low: number): number {
    const size = places.length / words;
    for (let place = low % size; ; place = (place + 1) % size) {
      const at = place * words;
      if (places[at + 4] === 0 || (places[at] === high && places[at + 1] === low)) return at;
    }
  }

  private grow(): void {
    const former = this.places;
    const larger = new Uint32Array(2 * former.length);
    for (let at = 0; at < former.length; at += words) {
      if (former[at + 4] === 0) continue;
      larger.set(former.subarray(at, at + words), this.find(larger, former[at] ?? 0, former[at + 1] ?? 0));
    }
    this.places = larger;
  }
}

function wordsOf(hash: string): readonly [number, number] {
  return [Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8, 16), 16)];
}
