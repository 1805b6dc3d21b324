/** Nothing is an empty cell, a time ISO 8601 in UTC. */
export type CsvValue = string | number | boolean | Date | null;

/** What a spreadsheet would take for a formula is told apart by an apostrophe, as spreadsheets themselves do. */
const formula = /^[=+\-@\t\r]/;
const number = /^-?\d+([.,]\d+)?$/;

function textOf(value: CsvValue): string {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

function cell(value: CsvValue): string {
  const text = textOf(value);
  const safe = typeof value === "string" && formula.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file (RFC 4180), its end included. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}
