import { type ErrorEntry, entry } from "./entry";

/** Codes that end or hold up a run. */
export const runCodes = {
  "lease-lost": entry(
    "The run lost its lease.",
    "The worker was asleep or cut off for longer than the lease lasts, and another one may have taken over.",
    "Nothing to do: the run is continued by whoever holds the lease.",
  ),
  "seen-set-lost": entry(
    "The keys that were read are not all known any more.",
    "The metastore was restarted while the table was read, which empties its unlogged tables.",
    "Nothing to do: the table is read again. Nothing was taken for gone.",
  ),
  "guard-halt": entry(
    "A guard stopped the run before its first write.",
    "The plan passes a limit of the definition: it would delete, change or empty more than is usual, or the table reads as empty.",
    "Look at the plan. Approve it within a day if it is right; otherwise mend the source and run again.",
  ),
  "plan-dead": entry(
    "This plan cannot be approved any more.",
    "A plan is approved once, within a day, while no newer one exists and neither the mapping nor the rules for rows that leave have changed.",
    "Run the definition again and look at the new plan.",
  ),
  "run-cancelled": entry("The run was cancelled.", "A person asked for it.", "Start it again when you like."),
  "key-column-lost": entry(
    "The SyncBridgeKey column is gone or changed.",
    "Without this column a repeated create could make a second item.",
    "Pause the sync and enable it again: that prepares the list anew.",
  ),
  "key-kind-changed": entry(
    "A key column holds another kind of value than before.",
    "The column's type was changed in the table, from a number to a text for example. By its new kind every row would look new and get a second item.",
    "Choose the key anew on the sync's page Key, also where it stays the same: rows and items are compared, and keep each other.",
  ),
  "key-not-unique": entry(
    "The key does not identify rows.",
    "The chosen key columns are not the primary key or a unique constraint of the table.",
    "Choose the primary key or a unique constraint.",
  ),
  "mapping-broken": entry(
    "The mapping names a column that is gone or changed.",
    "A mapped column of the table or list no longer exists or has another type.",
    "Introspect and discover again, then mend the mapping.",
  ),
  "parent-paused": entry(
    "A parent is switched off.",
    "The application, database, instance, connection, site or list that the definition needs is disabled or archived.",
    "Enable the named parent.",
  ),
  "no-instance": entry(
    "No instance can be read.",
    "Every database instance of the definition is disabled, outside its validity, or unreachable.",
    "Enable an instance or mend its connection.",
  ),
  "no-primary": entry(
    "No primary instance can be asked.",
    "Before an item is deleted, its row is looked for on the primary instance, and none is enabled for this definition.",
    "Enable the primary instance, or make another one the primary.",
  ),
} as const satisfies Record<string, ErrorEntry>;
