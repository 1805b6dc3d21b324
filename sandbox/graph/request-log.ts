/** One call as the pages and levers show it. */
export interface LoggedCall {
  number: number;
  at: string;
  method: string;
  path: string;
  /** The route's pattern, or what stood in its place. */
  route: string;
  status: number;
  units: number;
  ms: number;
  tenantId: string;
  appId: string;
  /** Number of the batch that the entry came in. */
  batch?: number;
  fault?: string;
}

export interface RouteTotal {
  calls: number;
  units: number;
  byStatus: Record<string, number>;
}

const KEPT = 2_000;

/** The latest calls and, for all calls since the last clearing, counts and units by route. */
export class RequestLog {
  private readonly recent: LoggedCall[] = [];
  private totals = new Map<string, RouteTotal>();
  private lastNumber = 0;

  nextNumber(): number {
    return ++this.lastNumber;
  }

  add(call: LoggedCall): void {
    this.recent.push(call);
    if (this.recent.length > 2 * KEPT) this.recent.splice(0, KEPT);
    const key = `${call.method} ${call.route}`;
    const total = this.totals.get(key) ?? { calls: 0, units: 0, byStatus: {} };
    total.calls++;
    total.units += call.units;
    total.byStatus[call.status] = (total.byStatus[call.status] ?? 0) + 1;
    this.totals.set(key, total);
  }

  /** Newest first, below a number or from the end. */
  latest(count: number): LoggedCall[] {
    return this.recent.slice(-count).reverse();
  }

  summary(): Record<string, RouteTotal> {
    return Object.fromEntries(this.totals);
  }

  clear(): void {
    this.recent.length = 0;
    this.totals = new Map();
  }
}
