import type { MiddlewareOptions } from "@microsoft/microsoft-graph-client";
import type { GraphHeaders } from "./errors";

/** How a call is repeated. `never`: the caller deals with refusals itself (`$batch`). */
export type Repeat = "read" | "write" | "never";

/** The state of one call on its way through the middleware. The SDK passes it along and would wrap errors, so both ways go through here. */
export class CallState implements MiddlewareOptions {
  readonly repeat: Repeat;
  readonly signal: AbortSignal | undefined;
  /** Resource units of one try. */
  readonly units: number;
  /** Method and path without query: safe to log. */
  readonly doing: string;
  /** Entries of a batch; null for what is none. */
  readonly batchSize: number | null;
  /** The whole body of the last answer. */
  text = "";
  headers: GraphHeaders = {};
  status = 0;
  attempt = 0;
  /** What the middleware threw; the SDK keeps only its text. */
  failure: unknown;

  constructor(options: {
    repeat: Repeat;
    signal: AbortSignal | undefined;
    units: number;
    doing: string;
    batchSize?: number | undefined;
  }) {
    this.repeat = options.repeat;
    this.signal = options.signal;
    this.units = options.units;
    this.doing = options.doing;
    this.batchSize = options.batchSize ?? null;
  }

  get isRead(): boolean {
    return this.repeat === "read";
  }
}
