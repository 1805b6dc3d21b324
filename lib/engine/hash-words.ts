import type { IdentityHash } from "./types";

/** Bytes of an identity's hash that stand for it where millions are kept: of ten million rows two share them once in 370,000 readings. */
export const prefixBytes = 8;

/** A word of 32 bits out of lower-case hex, counted from the first; by its digits, since cutting the text would make one more a row. */
export function wordOf(hash: string, index: number): number {
  let word = 0;
  for (let at = 8 * index; at < 8 * index + 8; at++) {
    const code = hash.charCodeAt(at);
    word = (word << 4) | (code > 57 ? code - 87 : code - 48);
  }
  return word >>> 0;
}

/** The beginnings of hashes, {@link prefixBytes} each. */
export function prefixesOf(hashes: readonly IdentityHash[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(prefixBytes * hashes.length));
  hashes.forEach((hash, index) => {
    view.setUint32(prefixBytes * index, wordOf(hash, 0));
    view.setUint32(prefixBytes * index + 4, wordOf(hash, 1));
  });
  return new Uint8Array(view.buffer);
}
