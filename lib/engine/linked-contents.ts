import { prefixBytes, wordOf } from "./hash-words";
import type { ContentHash, IdentityHash } from "./types";

/** Bytes that tell of an entry: the first half of them from its identity's hash, the others from its content's. */
export const digestBytes = 16;

/** Words of 32 bits that an entry takes. */
const words = digestBytes / 4;
/** In the last of them. */
const metBit = 1;
/** Entries that {@link LinkedContents.met} tells at a time. */
const metAtOnce = 10_000;

/** An identity that is not known here; one that was met before; one met first, with what the ledger holds or with something else. */
export type Meeting = "unknown" | "again" | "unchanged" | "changed";

/**
 * What the ledger holds of rows that are in order, by the first 64 bits of identity and content: some 21 bytes an entry, so that an unchanged
 * row needs no question to the metastore. One bit of the content is given up for whether the row was met: what is known here needs no place
 * among the seen identities. An identity whose second word is 0 is left out, since that marks a free place.
 */
export class LinkedContents {
  private readonly places: Uint32Array;
  private left: number;

  /** `size`: how many entries it takes; what is more is left out, and then not known here. */
  constructor(size: number) {
    this.left = size;
    this.places = new Uint32Array(words * Math.ceil((size * 4) / 3 + 1));
  }

  get isFull(): boolean {
    return this.left <= 0;
  }

  /** Takes entries as the store gives them, {@link digestBytes} each. */
  add(digests: Uint8Array): void {
    const { places } = this;
    const view = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
    for (let from = 0; from < digests.byteLength && !this.isFull; from += digestBytes) {
      const high = view.getUint32(from);
      const low = view.getUint32(from + 4);
      if (low === 0) continue;
      const at = this.find(high, low);
      // Of two identities that share their beginning neither is known here.
      const isTaken = places[at + 1] !== 0;
      places[at] = high;
      places[at + 1] = low;
      places[at + 2] = isTaken ? 0 : view.getUint32(from + 8);
      places[at + 3] = isTaken ? 0 : view.getUint32(from + 12) & ~metBit;
      if (!isTaken) this.left--;
    }
  }

  /** Notes that a row of this identity was met, with this content; null for a row that has none. */
  meet(identity: IdentityHash, content: ContentHash | null): Meeting {
    const { places } = this;
    const low = wordOf(identity, 1);
    if (low === 0) return "unknown";
    const at = this.find(wordOf(identity, 0), low);
    if (places[at + 1] === 0) return "unknown";
    const word = places[at + 3] ?? 0;
    if ((word & metBit) !== 0) return "again";
    places[at + 3] = word | metBit;
    const isHeld = content !== null && places[at + 2] === wordOf(content, 0) && word >>> 1 === wordOf(content, 1) >>> 1;
    return isHeld ? "unchanged" : "changed";
  }

  /** The beginnings of all identities that were met, {@link prefixBytes} each, in parts. */
  *met(): Generator<Uint8Array> {
    const { places } = this;
    let part = new DataView(new ArrayBuffer(prefixBytes * metAtOnce));
    let filled = 0;
    for (let at = 0; at < places.length; at += words) {
      if (((places[at + 3] ?? 0) & metBit) === 0) continue;
      part.setUint32(filled, places[at] ?? 0);
      part.setUint32(filled + 4, places[at + 1] ?? 0);
      filled += prefixBytes;
      if (filled < part.byteLength) continue;
      yield new Uint8Array(part.buffer);
      part = new DataView(new ArrayBuffer(prefixBytes * metAtOnce));
      filled = 0;
    }
    if (filled > 0) yield new Uint8Array(part.buffer, 0, filled);
  }

  /** Where the identity stands, or the free place it belongs to. */
  private find(high: number, low: number): number {
    const { places } = this;
    for (let at = (low * words) % places.length; ; at = at + words === places.length ? 0 : at + words) {
      if (places[at + 1] === 0 || (places[at + 1] === low && places[at] === high)) return at;
    }
  }
}
