/** Who spent units lately. */
export interface Spender {
  /** A definition's id, or a word for what belongs to none. */
  readonly id: string;
  /** Null for what belongs to no definition: discoveries, tests, people looking. */
  readonly definitionId: string | null;
  readonly name: string;
  readonly unitsLastHour: number;
  readonly unitsLastDay: number;
}

export interface BudgetRow {
  readonly tenantId: string;
  readonly clientId: string;
  /** Null while it is asked for with settings that no connection has. */
  readonly connectionId: string | null;
  readonly connectionName: string | null;
  readonly minuteLimit: number;
  readonly dayLimit: number;
  /** Entered by an administrator; otherwise learned from Graph, or the smallest tier until Graph says more. */
  readonly isLimitFixed: boolean;
  /** Granted in the present minute of the clock. */
  readonly spentThisMinute: number;
  readonly spentLastDay: number;
  /** Graph told the application to wait until then; null when it may send. */
  readonly pausedUntil: Date | null;
  /** The largest of the last day first, at most ten. */
  readonly spenders: readonly Spender[];
}

/** Units of one hour, for a chart. */
export interface SpendingHour {
  readonly hour: Date;
  readonly units: number;
}

export interface BudgetWithHours {
  readonly budget: BudgetRow;
  /** The last day's, oldest first. */
  readonly hours: readonly SpendingHour[];
}
