import {
  geometryTypes,
  integerTypes,
  isBoolean,
  isShortBinary,
  isUnsigned,
  membersOf,
  type NativeType,
} from "./native-type";

/** A value of a column as the server is told it: SQL with one `?`, and the text that goes there. */
export interface Parameter {
  readonly sql: string;
  readonly value: string;
}

/** Why a text cannot be a value of the column. The server would bend it into another one without a word. */
export type Misfit = "row-value-invalid" | "row-out-of-range" | "row-column-readonly";

const wholeNumber = /^[+-]?\d+$/;
const decimalNumber = /^[+-]?(\d+\.?\d*|\.\d+)$/;
const anyNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const hexBytes = /^([0-9a-fA-F]{2})*$/;
const localDatetime = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)Z?$/;

const asText = (value: string): Parameter => ({ sql: "?", value });

/** Compares or stores whole numbers as such: compared with text, a column of numbers is compared as doubles, which loses digits. */
function wholeParameter(type: NativeType, text: string): Parameter | Misfit {
  const value = isBoolean(type) ? numberOfBoolean(text) : text;
  if (!wholeNumber.test(value)) return "row-value-invalid";
  const number = BigInt(value.replace("+", ""));
  const unsigned = isUnsigned(type) || type.name === "bit" || type.name === "year";
  const [least, greatest] = unsigned ? [0n, 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
  if (number < least || number > greatest) return "row-out-of-range";
  // MySQL takes a bare parameter of this cast for a signed number, whatever it is cast to, and stops at 9223372036854775807.
  return { sql: unsigned ? "CAST(CAST(? AS CHAR) AS UNSIGNED)" : "CAST(? AS SIGNED)", value: String(number) };
}

function numberOfBoolean(text: string): string {
  if (text === "true") return "1";
  if (text === "false") return "0";
  return text;
}

function decimalParameter(type: NativeType, text: string): Parameter | Misfit {
  if (!decimalNumber.test(text)) return "row-value-invalid";
  const [whole = "", fraction = ""] = text.split(".");
  const scale = type.scale ?? 0;
  if (fraction.replace(/0+$/, "").length > scale) return "row-out-of-range";
  if (whole.replace(/^[+-]?0*/, "").length > 65 - scale) return "row-out-of-range";
  return { sql: `CAST(? AS DECIMAL(65,${scale}))`, value: text };
}

function floatParameter(type: NativeType, text: string): Parameter | Misfit {
  if (!anyNumber.test(text) || !Number.isFinite(Number(text))) return "row-value-invalid";
  // A float is compared as the double that it is.
  const value = type.name === "float" ? String(Math.fround(Number(text))) : text;
  return Number.isFinite(Number(value)) ? { sql: "(? + 0e0)", value } : "row-out-of-range";
}

function timeParameter(text: string): Parameter {
  const [, day, time] = localDatetime.exec(text) ?? [];
  return asText(day && time ? `${day} ${time}` : text);
}

/** A number in quotes that is none of the members would be taken for a place in the list of members. */
function memberParameter(type: NativeType, chosen: readonly string[], value: string): Parameter | Misfit {
  const members = membersOf(type) ?? [];
  const isKnown = (text: string) => members.includes(text) || !/^\s*[+-]?\d/.test(text);
  return chosen.every(isKnown) ? asText(value) : "row-value-invalid";
}

function setParameter(type: NativeType, text: string): Parameter | Misfit {
  const chosen = stringsOf(text);
  if (!chosen || chosen.some((member) => member.includes(","))) return "row-value-invalid";
  return memberParameter(type, chosen, chosen.join(","));
}

function stringsOf(json: string): readonly string[] | null {
  const parsed: unknown = isJson(json) ? JSON.parse(json) : null;
  return Array.isArray(parsed) && parsed.every((part) => typeof part === "string") ? parsed : null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Turns a value in the text form of its kind into a parameter of the column's own type, exactly, or says why there is none. */
export function parameterOf(type: NativeType, text: string): Parameter | Misfit {
  if (integerTypes.has(type.name) || type.name === "bit") return wholeParameter(type, text);
  if (isShortBinary(type)) return hexBytes.test(text) ? { sql: "UNHEX(?)", value: text } : "row-value-invalid";
  if (geometryTypes.has(type.name)) return "row-column-readonly";
  switch (type.name) {
    case "decimal":
      return decimalParameter(type, text);
    case "float":
    case "double":
      return floatParameter(type, text);
    case "datetime":
    case "timestamp":
      return timeParameter(text);
    case "enum":
      return memberParameter(type, [text], text);
    case "set":
      return setParameter(type, text);
    case "binary":
    case "varbinary":
    case "tinyblob":
    case "blob":
    case "mediumblob":
    case "longblob":
    case "vector":
      return "row-column-readonly";
    default:
      return asText(text);
  }
}

/**
 * A value for storing must also lose nothing on its way into the column: a day with a time behind it, or a time finer than the column keeps,
 * would be cut or rounded without a word.
 */
export function storedExactly(type: NativeType, text: string, parameter: Parameter | Misfit): Parameter | Misfit {
  if (type.name === "json" || type.isCheckedJson) return isJson(text) ? parameter : "row-value-invalid";
  if (type.name === "date") return /^\d{4}-\d{2}-\d{2}$/.test(text) ? parameter : "row-value-invalid";
  if (type.name !== "datetime" && type.name !== "timestamp" && type.name !== "time") return parameter;
  if (!/\d:\d/.test(text)) return "row-value-invalid";
  const [, fraction = ""] = /\.(\d+)Z?$/.exec(text) ?? [];
  const kept = Number(/\((\d)\)/.exec(type.full)?.[1] ?? 0);
  return fraction.replace(/0+$/, "").length > kept ? "row-out-of-range" : parameter;
}
