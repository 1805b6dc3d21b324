import type { ColumnType } from "./column-type";

const wholeNumber = /^-?\d+$/;
const decimalNumber = /^-?(\d+)(?:\.(\d+))?$/;
const anyNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const hexBytes = /^([0-9a-f]{2})*$/i;
const path = /^\/(-?\d+(\.-?\d+)*\/)*$/;
const calendarDay = /^(\d{4})-(\d\d)-(\d\d)$/;
const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d)(?:\.(\d+))?$/;

/** Least and greatest whole number of each type, bits included (Transact-SQL reference, int, bigint, smallint, and tinyint). */
const integerRanges: Readonly<Record<string, readonly [least: bigint, greatest: bigint]>> = {
  tinyint: [0n, 255n],
  smallint: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  bigint: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** Amounts of money in ten-thousandths: they are whole numbers of four and eight bytes. */
const moneyRanges: Readonly<Record<string, readonly [least: bigint, greatest: bigint]>> = {
  smallmoney: [-(2n ** 31n), 2n ** 31n - 1n],
  money: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** The years that a type keeps; those of smalldatetime end in the middle of the last one. */
const firstDays: Readonly<Record<string, string>> = { datetime: "1753-01-01", smalldatetime: "1900-01-01" };
const lastDays: Readonly<Record<string, string>> = { smalldatetime: "2079-06-06" };

const isWithin = (number: bigint, [least, greatest]: readonly [bigint, bigint]): boolean =>
  least <= number && number <= greatest;

/** Digits behind the point that say something. */
const fractionOf = (digits: string | undefined): string => (digits ?? "").replace(/0+$/, "");

function isDecimal(text: string, digits: number, scale: number): boolean {
  const [, whole = "", fraction] = decimalNumber.exec(text) ?? [];
  return whole !== "" && whole.replace(/^0+/, "").length <= digits - scale && fractionOf(fraction).length <= scale;
}

function isMoney(text: string, range: readonly [bigint, bigint]): boolean {
  if (!isDecimal(text, 38, 4)) return false;
  const [whole = "", fraction = ""] = text.split(".");
  return isWithin(BigInt(`${whole}${fraction.slice(0, 4).padEnd(4, "0")}`), range);
}

function isDay(text: string): boolean {
  const [, year, month, day] = calendarDay.exec(text) ?? [];
  if (year === undefined || Number(year) === 0) return false;
  const at = new Date(0);
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
}

function isTime(text: string, scale: number): boolean {
  const found = timeOfDay.exec(text);
  return found !== null && fractionOf(found[3]).length <= scale;
}

function isMoment(text: string, type: ColumnType): boolean {
  const [day = "", time = "", ...rest] = text.split("T");
  if (rest.length > 0 || !isDay(day)) return false;
  if (day < (firstDays[type.name] ?? day) || day > (lastDays[type.name] ?? day)) return false;
  // A smalldatetime keeps minutes.
  if (type.name === "smalldatetime") return isTime(time, 0) && time.startsWith("00", 6);
  return isTime(time, type.name === "datetime" ? 3 : type.scale);
}

/**
 * Whether a text can be the value of a column, in the text form of its kind. The server would make another value of some of the others — of
 * an empty text a 0, of digits that it does not keep the next number — and fail at the rest with all keys of the statement.
 */
export function canBeKey(type: ColumnType, text: string): boolean {
  switch (type.name) {
    case "tinyint":
    case "smallint":
    case "int":
    case "bigint":
      return wholeNumber.test(text) && isWithin(BigInt(text), integerRanges[type.name] ?? [0n, 0n]);
    case "bit":
      return text === "true" || text === "false";
    case "decimal":
    case "numeric":
      return isDecimal(text, type.precision, type.scale);
    case "money":
    case "smallmoney":
      return isMoney(text, moneyRanges[type.name] ?? [0n, 0n]);
    case "float":
      return anyNumber.test(text) && Number.isFinite(Number(text));
    case "real":
      return anyNumber.test(text) && Number.isFinite(Math.fround(Number(text)));
    case "date":
      return isDay(text);
    case "time":
      return isTime(text, type.scale);
    case "datetime2":
    case "datetime":
    case "smalldatetime":
      return isMoment(text, type);
    case "datetimeoffset":
      return text.endsWith("Z") && isMoment(text.slice(0, -1), type);
    case "uniqueidentifier":
      return uuid.test(text);
    case "binary":
    case "varbinary":
    case "timestamp":
      return hexBytes.test(text);
    case "hierarchyid":
      return path.test(text);
    default:
      return true;
  }
}
