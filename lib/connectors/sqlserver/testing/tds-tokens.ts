import { bVarChar, i64, u8, u16, u32, ucs2, usVarChar } from "./tds-bytes";

/** A cell as the script writes it; `Buffer` for varbinary. */
export type Cell = string | number | bigint | boolean | Buffer | null;

/** SQL_Latin1_General_CP1_CI_AS. */
const collation = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const maxVariable = 8_000;
const plp = 0xffff;

interface CellType {
  /** TYPE_INFO (MS-TDS 2.2.5.6). */
  readonly info: Buffer;
  readonly nullCell: Buffer;
  readonly cell: (value: Exclude<Cell, null>) => Buffer;
}

function integer(bytes: 1 | 2 | 4 | 8): CellType {
  return {
    info: Buffer.of(0x26, bytes),
    nullCell: u8(0),
    cell(value) {
      const body = i64(BigInt.asIntN(64, BigInt(String(value))));
      return Buffer.concat([u8(bytes), body.subarray(0, bytes)]);
    },
  };
}

/** Bytes with a two-byte length. */
function variable(info: Buffer, encode: (value: Exclude<Cell, null>) => Buffer): CellType {
  return {
    info,
    nullCell: u16(0xffff),
    cell(value) {
      const bytes = encode(value);
      if (bytes.length > maxVariable) throw new Error("Longer than 8000 bytes: script a (max) type.");
      return Buffer.concat([u16(bytes.length), bytes]);
    },
  };
}

/** Partially length-prefixed: total length, chunks, a chunk of zero (MS-TDS 2.2.5.2.3). */
function partial(info: Buffer, encode: (value: Exclude<Cell, null>) => Buffer): CellType {
  return {
    info,
    nullCell: Buffer.alloc(8, 0xff),
    cell(value) {
      const bytes = encode(value);
      const chunk = bytes.length > 0 ? [u32(bytes.length), bytes] : [];
      return Buffer.concat([i64(bytes.length), ...chunk, u32(0)]);
    },
  };
}

const asUnicode = (value: Exclude<Cell, null>): Buffer => ucs2(String(value));
const asLatin = (value: Exclude<Cell, null>): Buffer => Buffer.from(String(value), "latin1");
const asBytes = (value: Exclude<Cell, null>): Buffer =>
  Buffer.isBuffer(value) ? value : Buffer.from(String(value), "hex");

const cellTypes = {
  tinyint: integer(1),
  smallint: integer(2),
  int: integer(4),
  bigint: integer(8),
  bit: { info: Buffer.of(0x68, 1), nullCell: u8(0), cell: (value) => Buffer.of(1, value ? 1 : 0) },
  float: {
    info: Buffer.of(0x6d, 8),
    nullCell: u8(0),
    cell(value) {
      const body = Buffer.alloc(8);
      body.writeDoubleLE(Number(value));
      return Buffer.concat([u8(8), body]);
    },
  },
  nvarchar: variable(Buffer.concat([u8(0xe7), u16(maxVariable), collation]), asUnicode),
  "nvarchar(max)": partial(Buffer.concat([u8(0xe7), u16(plp), collation]), asUnicode),
  varchar: variable(Buffer.concat([u8(0xa7), u16(maxVariable), collation]), asLatin),
  "varchar(max)": partial(Buffer.concat([u8(0xa7), u16(plp), collation]), asLatin),
  varbinary: variable(Buffer.concat([u8(0xa5), u16(maxVariable)]), asBytes),
} satisfies Record<string, CellType>;

/** Types of result columns that can be scripted. */
export type ColumnType = keyof typeof cellTypes;

export type ScriptedColumn = readonly [name: string, type: ColumnType];

/** COLMETADATA (MS-TDS 2.2.7.4). */
export function columnMetadata(columns: readonly ScriptedColumn[]): Buffer {
  const nullable = 0x09;
  const described = columns.map(([name, type]) =>
    Buffer.concat([u32(0), u16(nullable), cellTypes[type].info, bVarChar(name)]),
  );
  return Buffer.concat([u8(0x81), u16(columns.length), ...described]);
}

/** ROW (MS-TDS 2.2.7.19). */
export function rowToken(columns: readonly ScriptedColumn[], cells: readonly Cell[]): Buffer {
  if (cells.length !== columns.length) throw new Error(`A row of ${cells.length} cells for ${columns.length} columns.`);
  const written = columns.map(([, name], index) => {
    const type: CellType = cellTypes[name];
    const value = cells[index] ?? null;
    return value === null ? type.nullCell : type.cell(value);
  });
  return Buffer.concat([u8(0xd1), ...written]);
}

export const doneStatus = {
  final: 0,
  more: 0x01,
  error: 0x02,
  inTransaction: 0x04,
  count: 0x10,
  attention: 0x20,
} as const;

/** DONE, DONEINPROC or DONEPROC (MS-TDS 2.2.7.6 to 2.2.7.8). */
export function doneToken(kind: "batch" | "in-procedure" | "procedure", status: number, rowCount = 0): Buffer {
  const token = { batch: 0xfd, "in-procedure": 0xff, procedure: 0xfe }[kind];
  return Buffer.concat([u8(token), u16(status), u16(0), i64(rowCount)]);
}

/** RETURNSTATUS of a procedure that ended well. */
export const returnStatus = Buffer.concat([u8(0x79), u32(0)]);

export interface ServerMessage {
  readonly number: number;
  readonly message: string;
  readonly state?: number;
  /** Severity: to 10 information, 11 to 19 an error, from 20 the server ends the connection. */
  readonly class?: number;
  readonly line?: number;
  readonly procedure?: string;
}

/** ERROR or INFO (MS-TDS 2.2.7.10 and 2.2.7.13). */
export function messageToken(message: ServerMessage): Buffer {
  const severity = message.class ?? 16;
  const body = Buffer.concat([
    u32(message.number),
    u8(message.state ?? 1),
    u8(severity),
    usVarChar(message.message),
    bVarChar("SCRIPTED"),
    bVarChar(message.procedure ?? ""),
    u32(message.line ?? 1),
  ]);
  return Buffer.concat([u8(severity <= 10 ? 0xab : 0xaa), u16(body.length), body]);
}

/** ENVCHANGE with texts (MS-TDS 2.2.7.9), e.g. 1 database, 4 packet size. */
export function environmentChange(type: number, next: string, before: string): Buffer {
  const body = Buffer.concat([u8(type), bVarChar(next), bVarChar(before)]);
  return Buffer.concat([u8(0xe3), u16(body.length), body]);
}

/** ENVCHANGE of a transaction: 8 began, 9 committed, 10 rolled back; 18 a session made fresh. */
export function transactionChange(type: 8 | 9 | 10 | 18, next: Buffer, before: Buffer): Buffer {
  const body = Buffer.concat([u8(type), u8(next.length), next, u8(before.length), before]);
  return Buffer.concat([u8(0xe3), u16(body.length), body]);
}

/** LOGINACK (MS-TDS 2.2.7.14) for TDS 7.4. */
export function loginAck([major, minor, build]: readonly [number, number, number]): Buffer {
  const body = Buffer.concat([
    u8(1),
    Buffer.of(0x74, 0, 0, 4),
    bVarChar("Microsoft SQL Server"),
    Buffer.of(major, minor, build >> 8, build & 0xff),
  ]);
  return Buffer.concat([u8(0xad), u16(body.length), body]);
}
