import { MemoryList } from "@/lib/engine/testing/memory-list";
import { contractMappings, describeListPort } from "./describe-list-port";

// The list that the engine's own tests run against owes them what the real one does.
describeListPort("A list in memory", async () => {
  const list = new MemoryList(contractMappings.map((mapping) => mapping.id));
  list.refuses = (field, value) => {
    const target = contractMappings.find((mapping) => mapping.id === field)?.target;
    const isTooLong = target?.maxLength && typeof value === "string" && value.length > target.maxLength;
    const isNoChoice = target?.type === "choice" && value !== null && !target.choices.includes(String(value));
    return isTooLong || isNoChoice ? "Invalid request" : null;
  };
  return {
    port: list,
    editAsPerson: async (itemId, values) => list.edit(itemId, values),
    remove: async (itemId) => {
      list.items.delete(itemId);
    },
    close: async () => undefined,
  };
});
