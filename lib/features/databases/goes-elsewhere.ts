import { isDeepStrictEqual } from "node:util";

/** Options that change neither where a password goes nor how it is protected on the way. */
const harmlessOptions = new Set([
  "connectTimeoutMs",
  "statementTimeoutMs",
  "applicationName",
  "includeSchemas",
  "excludeSchemas",
  "readOnlyIntent",
  "multiSubnetFailover",
]);

interface Destination {
  readonly host: string;
  readonly port: number;
  readonly dbUser: string;
  readonly config: unknown;
}

/** Whether a password that was entered for the one would be sent to another place, or in another way, by the other. */
export function goesElsewhere(before: Destination, after: Destination): boolean {
  const parts = ({ host, port, dbUser, config }: Destination) => {
    const options = Object.entries(config ?? {}).filter(([name]) => !harmlessOptions.has(name));
    return { host, port, dbUser, options: Object.fromEntries(options) };
  };
  return !isDeepStrictEqual(parts(before), parts(after));
}
