import { ByteReader, u8, u16 } from "./tds-bytes";

/** What a client of a login says. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly application: string;
  readonly host: string;
  readonly server: string;
  readonly database: string;
  readonly isReadOnlyIntent: boolean;
}

/** LOGIN7 (MS-TDS 2.2.6.4): offsets and lengths of its texts, the password turned nibble-wise and xored with 0xA5. */
export function parseLogin(body: Buffer): Login {
  const bytesAt = (place: number): Buffer => {
    const from = body.readUInt16LE(place);
    return body.subarray(from, from + body.readUInt16LE(place + 2) * 2);
  };
  const textAt = (place: number): string => bytesAt(place).toString("utf16le");
  const password = Buffer.from(bytesAt(44)).map((byte) => {
    const turned = byte ^ 0xa5;
    return ((turned >> 4) | (turned << 4)) & 0xff;
  });
  return {
    host: textAt(36),
    user: textAt(40),
    password: Buffer.from(password).toString("utf16le"),
    application: textAt(48),
    server: textAt(52),
    database: textAt(68),
    isReadOnlyIntent: ((body[26] ?? 0) & 0x20) !== 0,
  };
}

const encryption = { off: 0x00, on: 0x01, notSupported: 0x02, required: 0x03 } as const;

/** Whether a PRELOGIN asks for encryption of the whole connection (MS-TDS 2.2.6.5, option ENCRYPTION). */
export function asksForEncryption(prelogin: Buffer): boolean {
  for (let at = 0; prelogin[at] !== 0xff && at < prelogin.length; at += 5) {
    if (prelogin[at] !== 1) continue;
    const asked = prelogin[prelogin.readUInt16BE(at + 1)];
    return asked === encryption.on || asked === encryption.required;
  }
  return false;
}

/** PRELOGIN answer with version and encryption. */
export function preloginAnswer(
  [major, minor, build]: readonly [number, number, number],
  answer: keyof typeof encryption,
): Buffer {
  const optionsLength = 11;
  const option = (token: number, at: number, length: number) => Buffer.of(token, at >> 8, at & 0xff, 0, length);
  return Buffer.concat([
    option(0, optionsLength, 6),
    option(1, optionsLength + 6, 1),
    u8(0xff),
    Buffer.of(major, minor, build >> 8, build & 0xff, 0, 0),
    u8(encryption[answer]),
  ]);
}

export type ParameterValue = string | number | bigint | boolean | Buffer | null;

export interface RpcRequest {
  /** `sp_executesql` when called by its number. */
  readonly procedure: string;
  readonly parameters: readonly { readonly name: string; readonly value: ParameterValue }[];
}

/** Procedures that have numbers (MS-TDS 2.2.6.6, ProcID). */
const procedures: Readonly<Record<number, string>> = {
  10: "sp_executesql",
  11: "sp_prepare",
  12: "sp_execute",
  13: "sp_prepexec",
  15: "sp_unprepare",
};

/** Skips ALL_HEADERS, which stand before the text of batch, RPC and transaction requests. */
const afterHeaders = (body: Buffer): ByteReader => new ByteReader(body, body.readUInt32LE(0));

export function parseBatch(body: Buffer): string {
  return body.subarray(body.readUInt32LE(0)).toString("utf16le");
}

export function parseRpc(body: Buffer): RpcRequest {
  const reader = afterHeaders(body);
  const nameLength = reader.u16();
  const procedure = nameLength === 0xffff ? (procedures[reader.u16()] ?? "unknown") : reader.text(nameLength);
  reader.u16(); // option flags
  const parameters = [];
  while (reader.hasMore) {
    const name = reader.text(reader.u8()).replace(/^@/, "");
    reader.u8(); // status flags
    parameters.push({ name, value: parseValue(reader) });
  }
  return { procedure, parameters };
}

function parseValue(reader: ByteReader): ParameterValue {
  const type = reader.u8();
  switch (type) {
    case 0x26: {
      reader.u8();
      const length = reader.u8();
      const bytes = reader.take(length);
      if (length === 0) return null;
      return length === 8 ? bytes.readBigInt64LE() : length === 1 ? bytes.readUInt8() : bytes.readIntLE(0, length);
    }
    case 0x68: {
      reader.u8();
      const bytes = reader.take(reader.u8());
      return bytes.length === 0 ? null : bytes[0] === 1;
    }
    case 0x6d: {
      reader.u8();
      const bytes = reader.take(reader.u8());
      if (bytes.length === 0) return null;
      return bytes.length === 4 ? bytes.readFloatLE() : bytes.readDoubleLE();
    }
    case 0xa5:
      return readVariable(reader, reader.u16());
    case 0xa7:
    case 0xe7: {
      const max = reader.u16();
      reader.take(5); // collation
      const bytes = readVariable(reader, max);
      return bytes === null ? null : bytes.toString(type === 0xe7 ? "utf16le" : "latin1");
    }
    default:
      throw new Error(`The scripted server reads no parameter of type 0x${type.toString(16)}.`);
  }
}

function readVariable(reader: ByteReader, max: number): Buffer | null {
  if (max !== 0xffff) {
    const length = reader.u16();
    return length === 0xffff ? null : Buffer.from(reader.take(length));
  }
  const total = [reader.u32(), reader.u32()];
  if (total.every((half) => half === 0xffffffff)) return null;
  const chunks: Buffer[] = [];
  for (let length = reader.u32(); length > 0; length = reader.u32()) chunks.push(reader.take(length));
  return Buffer.concat(chunks);
}

export interface TransactionRequest {
  readonly action: "begin" | "commit" | "rollback" | "save";
  /** As SQL writes it; null where the session's own stays. */
  readonly isolation: string | null;
}

const isolations = [null, "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "SNAPSHOT"];
const actions: Readonly<Record<number, TransactionRequest["action"]>> = {
  5: "begin",
  7: "commit",
  8: "rollback",
  9: "save",
};

/** Transaction manager request (MS-TDS 2.2.6.9). */
export function parseTransaction(body: Buffer): TransactionRequest {
  const reader = afterHeaders(body);
  const number = reader.u16();
  const action = actions[number];
  if (!action) throw new Error(`The scripted server knows no transaction request ${number}.`);
  return { action, isolation: action === "begin" ? (isolations[reader.u8()] ?? null) : null };
}

/** A transaction's descriptor: any eight bytes but zero. */
export function transactionDescriptor(number: number): Buffer {
  return Buffer.concat([u16(number & 0xffff), Buffer.alloc(5), u8(1)]);
}
