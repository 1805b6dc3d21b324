import { ExpressionFault } from "./fault";
import { limits } from "./limits";

/**
 * An exact decimal number: `digits` × 10^-`scale`. It keeps the digits it was written with, as databases do: `12.50` stays `12.50`.
 * Arithmetic is exact; only a quotient that has no end is rounded.
 */
export class Decimal {
  constructor(
    readonly digits: bigint,
    readonly scale: number,
  ) {}

  toString(): string {
    const sign = this.digits < 0n ? "-" : "";
    const text = (this.digits < 0n ? -this.digits : this.digits).toString().padStart(this.scale + 1, "0");
    if (this.scale === 0) return sign + text;
    return `${sign}${text.slice(0, -this.scale)}.${text.slice(-this.scale)}`;
  }

  /** The nearest double. */
  toNumber(): number {
    return Number(this.toString());
  }
}

/** Significant digits that a list's number keeps (sync-semantics 4), to which a quotient without an end is rounded. */
const quotientDigits = 15;
/** Digits to which a quotient is computed before it is called endless. */
const searchedDigits = 34;

const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Reads a number as databases and people write it (`-12.50`, `1e3`); null when it is none or has too many digits. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > limits.digits) return null;
  const match = form.exec(text);
  if (!match) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return null;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > limits.digits) return null;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return scale >= 0 ? new Decimal(digits, scale) : new Decimal(digits * power(-scale), 0);
}

const power = (exponent: number) => 10n ** BigInt(exponent);

/** A whole number as a decimal. */
export function decimalOf(value: bigint): Decimal {
  return new Decimal(value, 0);
}

/** Refuses a number of more digits than an expression may make. Counted by bits, which costs nothing for common numbers. */
export function bounded(value: bigint): bigint {
  if (value > -1_000_000_000_000_000n && value < 1_000_000_000_000_000n) return value;
  if (value.toString(16).length * 1.2 > limits.digits) {
    throw new ExpressionFault(`The number would have more than ${limits.digits} digits.`);
  }
  return value;
}

function make(digits: bigint, scale: number): Decimal {
  if (scale > limits.digits) throw new ExpressionFault(`The number would have more than ${limits.digits} digits.`);
  return new Decimal(bounded(digits), scale);
}

function aligned(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [left.digits * power(scale - left.scale), right.digits * power(scale - right.scale), scale];
}

export function add(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = aligned(left, right);
  return make(a + b, scale);
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = aligned(left, right);
  return make(a - b, scale);
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return make(left.digits * right.digits, left.scale + right.scale);
}

/** Exact where the quotient ends, else rounded half away from zero to 15 significant digits. Faults on a zero divisor. */
export function divide(left: Decimal, right: Decimal): Decimal {
  if (right.digits === 0n) throw new ExpressionFault("A number was divided by zero.");
  const extra = Math.max(0, searchedDigits + digitCount(right.digits) - digitCount(left.digits));
  const dividend = left.digits * power(extra);
  const scale = left.scale - right.scale + extra;
  const quotient = dividend / right.digits;
  const result = scale >= 0 ? make(quotient, scale) : make(quotient * power(-scale), 0);
  if (dividend % right.digits === 0n) return trimmed(result);
  return trimmed(round(result, result.scale - (digitCount(result.digits) - quotientDigits)));
}

const digitCount = (value: bigint) => (value < 0n ? -value : value).toString().length;

/** Without zeros at the end of its fraction. */
export function trimmed(value: Decimal): Decimal {
  let { digits, scale } = value;
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n;
    scale--;
  }
  return new Decimal(digits, scale);
}

/** Less than, equal or greater: -1, 0, 1. */
export function compare(left: Decimal, right: Decimal): number {
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Half away from zero, to `places` digits after the point; negative places round whole tens. */
export function round(value: Decimal, places: number): Decimal {
  return cut(value, places, (digits, unit) => {
    const half = unit / 2n;
    return digits < 0n ? (digits - half) / unit : (digits + half) / unit;
  });
}

/** Down to the next lower whole number (`down`), or up to the next higher one. */
export function toWhole(value: Decimal, down: boolean): bigint {
  const unit = power(value.scale);
  const quotient = value.digits / unit;
  const rest = value.digits % unit;
  if (rest === 0n) return quotient;
  if (down) return value.digits < 0n ? quotient - 1n : quotient;
  return value.digits < 0n ? quotient : quotient + 1n;
}

function cut(value: Decimal, places: number, divideBy: (digits: bigint, unit: bigint) => bigint): Decimal {
  if (value.scale <= places) return value;
  const rounded = divideBy(value.digits, power(value.scale - places));
  return places >= 0 ? new Decimal(rounded, places) : make(rounded * power(-places), 0);
}
