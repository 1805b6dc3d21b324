/** Little-endian pieces of TDS messages, as MS-TDS section 2.2.5 names them. */

export const u8 = (value: number): Buffer => Buffer.of(value & 0xff);

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function i64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

export const ucs2 = (text: string): Buffer => Buffer.from(text, "utf16le");

/** B_VARCHAR: length in characters as one byte, then UTF-16. */
export const bVarChar = (text: string): Buffer => Buffer.concat([u8(text.length), ucs2(text)]);

/** US_VARCHAR: length in characters as two bytes, then UTF-16. */
export const usVarChar = (text: string): Buffer => Buffer.concat([u16(text.length), ucs2(text)]);

/** Reads a message from its first byte to its last. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new Error("The message is shorter than it says.");
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return taken;
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u16(): number {
    return this.take(2).readUInt16LE();
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  text(characters: number): string {
    return this.take(characters * 2).toString("utf16le");
  }
}
