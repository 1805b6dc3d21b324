import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd } from "@/e2e/support/work-runs";
import { db } from "@/lib/db/client";
import { removeMapping } from "@/lib/features/syncs/mutations";
import { getDefinition } from "@/lib/features/syncs/queries";

describe("a field that is mapped no longer", () => {
  let stack: SyncStack;
  const ref = () => ({ definitionId: stack.definitionId });

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query("INSERT INTO things SELECT n, 'name ' || n, n, 'note', NULL FROM generate_series(1, 3) n");
    await runToEnd(stack.definitionId);
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("is nobody's edit when its item is to be deleted, whatever stands in its column", async () => {
    const { mappings } = await getDefinition(commandLine, ref());
    const note = mappings.find(({ sourceColumn }) => sourceColumn === "note");
    await removeMapping(commandLine, { ...ref(), mappingId: note?.id ?? "" });
    await db().syncDefinition.update({
      where: { id: stack.definitionId },
      data: { onSourceDelete: "DELETE", conflictPolicy: "MANUAL" },
    });
    const entry = await db().syncLedgerEntry.findFirstOrThrow({ where: { sourceIdentity: "id=2" } });
    await stack.graph.sandbox.levers.editItem(stack.listName, entry.spItemId ?? 0, {
      [note?.targetColumn ?? ""]: "a person's own",
    });
    await stack.source.query("DELETE FROM things WHERE id = 2");
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 1, itemsFailed: 0 });
  });
});
