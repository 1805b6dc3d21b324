import type { FieldValues, MappingId } from "../types";
import { describeRunStore } from "./describe-run-store";
import { MemoryStore } from "./memory-store";

describeRunStore("in memory", async () => {
  const store = new MemoryStore();
  store.startRun();
  return {
    store,
    fields: ["name" as MappingId, "amount" as MappingId],
    nextRun: async () => {
      store.startRun();
      return store;
    },
    pass: async (ms) => store.advance(ms),
    toldEdits: async () =>
      store.events.map(({ type, payload }) => ({ type, overwritten: payload?.overwritten as FieldValues })),
    beforeOf: async (id) => store.operations.find((operation) => operation.id === id)?.before ?? null,
  };
});
