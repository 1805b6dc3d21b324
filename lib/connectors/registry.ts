import { AppError } from "@/lib/errors/app-error";
import type { Connector } from "./connector";
import { mysqlConnector } from "./mysql/index";
import { postgresConnector } from "./postgres/index";
import { sqlServerConnector } from "./sqlserver/index";

/** Connectors side by side whatever their config: each parses what it is given by its own schema before it uses it. */
function register<Config>(connector: Connector<Config>): Connector<unknown> {
  return {
    ...connector,
    connect: (config, options) => connector.connect(connector.configSchema.parse(config), options),
    check: (config, options) => connector.check(connector.configSchema.parse(config), options),
  };
}

const connectors: readonly Connector<unknown>[] = [
  register(postgresConnector),
  register(sqlServerConnector),
  register(mysqlConnector),
];

/** One connector a kind, in the order in which they are offered. */
export function allConnectors(): readonly Connector<unknown>[] {
  return connectors;
}

/**
 * The connector of a kind as stored in `databases.db_type`.
 * @throws AppError `input-invalid` naming the kinds there are
 */
export function connectorFor(kind: string): Connector<unknown> {
  const connector = connectors.find((candidate) => candidate.kind === kind);
  if (connector) return connector;
  const labels = connectors.map(({ label }) => label).join(", ");
  throw new AppError("input-invalid", {
    message: `Databases of kind ${kind} cannot be read by this version.`,
    remedy: `Choose one of: ${labels}.`,
    details: { kind },
  });
}
