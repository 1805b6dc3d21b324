import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { describeRunStore } from "@/lib/engine/testing/describe-run-store";
import type { FieldValues, MappingId } from "@/lib/engine/types";
import { abandonRun, dropLeftOvers } from "./end-run";
import { takeLease } from "./lease";
import { MetastoreRunStore } from "./run-store";
import { withOwnMetastore } from "./testing/own-metastore";

let db: Db;
let count = 0;
withOwnMetastore((own) => {
  db = own;
});

describeRunStore("in the metastore", async () => {
  const ids = await storeDefinition(db, `Contract ${++count}`);
  const settings = { leaseMs: 60_000, heartbeatMs: 20_000, requestTimeoutMs: 0 };
  const lease = await takeLease(ids.definitionId, "test", settings, db);
  if (!lease) throw new Error("Nobody else holds the lease of a new definition.");
  let runId = "";
  const open = async () => {
    const data = { syncDefId: ids.definitionId, runType: "PUSH", requestedBy: "test" } as const;
    ({ id: runId } = await db.syncRun.create({ data }));
    const scope = {
      runId,
      definitionId: ids.definitionId,
      listId: `list ${count}`,
      keyStrategy: "PRIMARY_KEY",
      mappingVersion: 1,
      instanceId: ids.instanceId,
      isPlan: false,
      cursorColumn: null,
    } as const;
    return new MetastoreRunStore(scope, lease, { drain: () => ({ units: 0, throttledMs: 0 }) }, db);
  };
  return {
    store: await open(),
    fields: [ids.mappingIds.name as MappingId, ids.mappingIds.amount as MappingId],
    nextRun: async () => {
      const end = { outcome: "FAILED", code: "unexpected", message: "died" } as const;
      const scope = { runId, definitionId: ids.definitionId };
      await inTransaction((tx) => abandonRun(tx, scope, end), { client: db });
      await dropLeftOvers(ids.definitionId, db);
      return open();
    },
    // Moved towards now in the metastore, so that no test depends on how quick the machine is.
    pass: async (ms) => {
      await db.$executeRaw`
        UPDATE sync_operations SET not_before = not_before - ${ms} * interval '1 ms' WHERE sync_run_id = ${runId}::uuid`;
    },
    toldEdits: async () => {
      const where = { syncRun: { syncDefId: ids.definitionId }, eventType: { startsWith: "edit-" } };
      const told = await db.syncEvent.findMany({ where, orderBy: { seq: "asc" } });
      return told.map(({ eventType: type, payload }) => {
        return { type, overwritten: (payload as { overwritten: FieldValues }).overwritten };
      });
    },
    beforeOf: async (id) => {
      const { before } = await db.syncOperation.findUniqueOrThrow({ where: { id } });
      return before as FieldValues | null;
    },
  };
});
