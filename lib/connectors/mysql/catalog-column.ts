import { z } from "zod";
import type { IntrospectedColumn } from "@/lib/connectors/connector";
import { conversionOf } from "./convert";
import { membersOf, type NativeType } from "./native-type";
import { isComputed, isSelfNumbered, mayRead } from "./read-columns";

const number = z.coerce.number().nullable();
const text = z.string().nullable();

const columnRowSchema = z.tuple([
  z.string(), // table
  z.string(), // name
  z.coerce.number(), // ordinal
  z.string(), // data type
  z.string(), // column type
  number, // length
  number, // precision
  number, // scale
  number, // precision of a time
  z.enum(["YES", "NO"]), // nullable
  text, // default
  z.string(), // extra
  text, // generating expression
  text, // collation
  z.string(), // comment
  z.string(), // privileges
]);

/** A row of the columns query, before it is known which keys it is part of. */
export interface CatalogColumn {
  readonly table: string;
  /** What this user may do with it, e.g. `select,insert`. */
  readonly privileges: string;
  readonly mayBeRead: boolean;
  readonly column: Omit<IntrospectedColumn, "isPrimaryKey" | "isUnique">;
}

/** @param isCheckedJson whether a check says that the column holds valid JSON, by table and column */
export function columnFromRow(
  row: unknown,
  isMariaDb: boolean,
  isCheckedJson: (table: string, column: string) => boolean,
): CatalogColumn {
  const [table, name, ordinal, dataType, full, length, precision, scale, timePrecision, nullable, ...rest] =
    columnRowSchema.parse(row);
  const [columnDefault, extra, expression, collation, comment, privileges] = rest;
  const type: NativeType = {
    name: dataType.toLowerCase(),
    full,
    length,
    scale,
    isCheckedJson: isCheckedJson(table, name),
  };
  const isGenerated = isComputed(extra);
  return {
    table,
    privileges,
    mayBeRead: mayRead(privileges),
    column: {
      ordinal,
      name,
      dataType: type.name,
      nativeType: full,
      kind: conversionOf(type).kind,
      ...measuresOf(type, precision, timePrecision),
      isNullable: nullable === "YES",
      defaultValue: isGenerated ? expression || null : defaultOf(columnDefault, type, extra, isMariaDb),
      isIdentity: isSelfNumbered(extra),
      isGenerated,
      collation,
      comment: comment === "" ? null : comment,
      enumValues: membersOf(type),
      isRowVersion: false,
    },
  };
}

/** What the long types hold, 4 GB, is no limit that a value meets, and more than the catalog's whole numbers tell. */
const longestLength = 2_147_483_647;

const decimalTypes = new Set(["decimal", "float", "double"]);

function measuresOf(
  { name, length, scale }: NativeType,
  precision: number | null,
  timePrecision: number | null,
): Pick<IntrospectedColumn, "maxLength" | "precision" | "scale"> {
  if (name === "bit") return { maxLength: precision, precision: null, scale: null };
  if (name === "enum" || name === "set") return { maxLength: null, precision: null, scale: null };
  const isDecimal = decimalTypes.has(name);
  const maxLength = length !== null && length > longestLength ? null : length;
  return { maxLength, precision: isDecimal ? precision : timePrecision, scale: isDecimal ? scale : null };
}

const numberTypes = /^(tinyint|smallint|mediumint|int|bigint|decimal|float|double|year|bit|binary|varbinary)$/;

/**
 * A default as SQL. MariaDB gives it so, with the word NULL for none; MySQL gives a literal without its quotes, and says in `extra` when it
 * is an expression.
 */
function defaultOf(value: string | null, type: NativeType, extra: string, isMariaDb: boolean): string | null {
  if (value === null || (isMariaDb && value === "NULL")) return null;
  const isWritten = isMariaDb || /DEFAULT_GENERATED/i.test(extra) || numberTypes.test(type.name);
  return isWritten ? value : `'${value.replaceAll("'", "''")}'`;
}
