/** Where the client's structured log goes; a pino logger fits. */
export interface GraphLog {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}
