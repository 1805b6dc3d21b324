import { MemoryList } from "@/lib/engine/testing/memory-list";
import { contractMappings, describeListPort } from "./describe-list-port";

// The list that the engine's own tests run against owes them what the real one does.
describeListPort("A list in memory", async () => {
  const list = new MemoryList(contractMappings.map((mapping) => mapping.id));
  return {
    port: list,
    editAsPerson: async (itemId, values) => list.edit(itemId, values),
    remove: async (itemId) => {
      list.items.delete(itemId);
    },
    close: async () => undefined,
  };
});
