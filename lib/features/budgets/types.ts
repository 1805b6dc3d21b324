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

/** What filling a list from a table costs: an estimate with its basis, not a measurement. */
export interface LoadEstimate {
  readonly basis: {
    readonly rows: number;
    /** When the database was asked. */
    readonly at: Date;
    /** Rows that were counted; otherwise the database's own estimate. */
    readonly isCounted: boolean;
  };
  /** Items that would be created: a row each that has none yet. */
  readonly creates: number;
  readonly units: number;
  /** At the limit of the minute, when nobody else spends. */
  readonly minutes: number;
  /** At what bulk work may take of 24 hours; below 1 the day does not bind. */
  readonly days: number;
  readonly minuteLimit: number;
  /** What bulk work may take of 24 hours. */
  readonly dayLimit: number;
  /** Of that, what was not spent in the last 24 hours. */
  readonly leftToday: number;
  /** Nothing was ever asked with this application: the limits are those of the smallest tier. */
  readonly isLimitAssumed: boolean;
}

export interface ProvisioningEstimate {
  /** Units for the list with its key, before any column. */
  readonly listUnits: number;
  readonly columnUnits: number;
  /** What filling it costs; null where nothing is known of the table's rows. */
  readonly load: LoadEstimate | null;
}
