import { allConnectors } from "@/lib/connectors/registry";

/** What each kind of database offers, as its connector declares it, in the order in which kinds are offered. */
export function sourceKinds() {
  return allConnectors().map(({ kind, label, defaultPort, defaultTlsMode, capabilities }) => ({
    kind,
    label,
    defaultPort,
    defaultTlsMode,
    hasSchemas: capabilities.schemas,
    hasNamedInstances: capabilities.namedInstances,
    hasReadOnlyIntent: capabilities.readOnlyIntent,
  }));
}
