/** What a spreadsheet would take for a formula is told apart by an apostrophe, as spreadsheets themselves do. */
const formula = /^[=+\-@\t\r]/;
const number = /^-?\d+([.,]\d+)?$/;

function cell(value: string): string {
  const safe = formula.test(value) && !number.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file (RFC 4180), its end included. Nothing is an empty cell. */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map((value) => cell(value ?? "")).join(",")}\r\n`;
}
