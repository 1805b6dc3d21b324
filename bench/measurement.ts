/** One line of the result: what was measured, what came out, and what is demanded. */
export interface Measurement {
  readonly what: string;
  readonly found: string;
  readonly wanted: string;
  readonly isMet: boolean;
}
