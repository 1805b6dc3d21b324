import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd } from "@/e2e/support/work-runs";
import { db } from "@/lib/db/client";
import { saveRowFilter } from "@/lib/features/expressions/mutations";
import { setGuards, setPolicies } from "@/lib/features/policies/mutations";
import { type SetPoliciesInput, setGuardsInput } from "@/lib/features/policies/schema";
import { approveRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import { explainRow } from "./queries";

describe("why a row is not in the list any more", () => {
  let stack: SyncStack;
  let definitionId: string;

  beforeAll(async () => {
    stack = await startSyncStack();
    definitionId = stack.definitionId;
    await stack.source.query("INSERT INTO things (id, name) SELECT n, 'thing ' || n FROM generate_series(1, 20) n");
    await runToEnd(definitionId);
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const why = (id: number) => explainRow(commandLine, { definitionId, key: String(id) });
  const remove = (id: number) => stack.source.query("DELETE FROM things WHERE id = $1", [id]);
  const itemOf = async (id: number) =>
    (await db().syncLedgerEntry.findFirstOrThrow({ where: { sourceIdentity: `id=${id}` } })).spItemId ?? 0;
  const rules = (part: Partial<SetPoliciesInput>) =>
    setPolicies(commandLine, {
      definitionId,
      mode: "ONE_WAY_PUSH",
      conflictPolicy: "SOURCE_WINS",
      onSourceDelete: "KEEP",
      onLeftFilter: "KEEP",
      onListDelete: "RECREATE",
      markColumnId: null,
      ...part,
    });

  it("it left the table, and the rule is to delete its item", async () => {
    await rules({ onSourceDelete: "DELETE" });
    await remove(1);
    expect(await runToEnd(definitionId)).toMatchObject({ itemsDeleted: 1 });
    const answer = await why(1);
    expect(answer).toMatchObject({ isPresent: false, cause: "left" });
    expect(answer.title).toBe("The row left, and its item was deleted by this sync.");
    expect(answer.text).toContain("The rule for rows that leave the table is: delete the item.");
    expect(answer.remedy).toBe("A row that comes back is taken up by the next run.");
  });

  it("it left the table and its item was kept: it is there, and the ledger says what it is", async () => {
    await rules({});
    await remove(2);
    await runToEnd(definitionId);
    const answer = await why(2);
    expect(answer).toMatchObject({ isPresent: true, cause: "present" });
    expect(answer.steps.find((step) => step.id === "ledger")).toMatchObject({
      result: "note",
      answer: "The row left, and its item is kept as it was last seen.",
    });
  });

  it("it is archived, and somebody deleted what was kept", async () => {
    await rules({ mode: "ARCHIVE_ONLY" });
    await remove(3);
    await runToEnd(definitionId);
    expect(await why(3)).toMatchObject({ cause: "present" });
    await stack.graph.sandbox.levers.deleteItem(stack.listName, await itemOf(3));
    expect(await why(3)).toMatchObject({ isPresent: false, cause: "archived" });
    await rules({});
  });

  it("it was deleted in the list, and the rule is to ask, or to leave it deleted", async () => {
    for (const [onListDelete, id, cause] of [
      ["ASK", 4, "waits-for-decision"],
      ["DETACH", 5, "deleted-in-list"],
    ] as const) {
      await rules({ onListDelete });
      await stack.graph.sandbox.levers.deleteItem(stack.listName, await itemOf(id));
      expect(await why(id)).toMatchObject({ cause: "item-vanished" });
      await stack.source.query("UPDATE things SET name = name || '!' WHERE id = $1", [id]);
      await runToEnd(definitionId);
      expect(await why(id)).toMatchObject({ isPresent: false, cause });
    }
    await rules({});
  });

  it("the row filter leaves it out, with the values that it looked at", async () => {
    await saveRowFilter(commandLine, { definitionId, rowFilter: "id <= 30" });
    await stack.source.query("INSERT INTO things (id, name) VALUES (31, 'outside')");
    await runToEnd(definitionId);
    const answer = await why(31);
    expect(answer).toMatchObject({ isPresent: false, cause: "row-filtered" });
    expect(answer.text).toBe("Filter: id <= 30 id is “31”.");
    await saveRowFilter(commandLine, { definitionId, rowFilter: null });
  });

  it("a guard stopped the run whose plan holds it, until somebody approves", async () => {
    const guards = { mostDeletes: { rows: 0, percent: 0 } };
    await setGuards(commandLine, setGuardsInput.parse({ definitionId, guards }));
    await rules({ onSourceDelete: "DELETE" });
    await remove(6);
    await stack.source.query("INSERT INTO things (id, name) VALUES (40, 'new')");
    const { id: runId, outcome } = await runToEnd(definitionId);
    expect(outcome).toBe("HALTED");
    const answer = await why(40);
    expect(answer).toMatchObject({ cause: "run-halted" });
    expect(answer.text).toMatch(/^1 of \d+ items would be deleted .*; 0 are allowed\. Its plan holds this row\.$/);
    expect(answer.remedy).toContain("Approve it");
    const { halt } = await getLiveRun(commandLine, { runId });
    expect(halt).toMatchObject({
      approver: "Steward",
      closed: null,
      findings: [{ guard: "mostDeletes", found: 1, limit: 0, samples: ["id=6"] }],
    });
    const viewer = { kind: "person", userId: "u-2", name: "Vic", roles: ["Viewer"] } as const;
    const seen = await getLiveRun({ actor: viewer, requestId: "r" }, { runId });
    expect(seen.halt?.findings).toMatchObject([{ guard: "mostDeletes", samples: [] }]);
    await approveRun(commandLine, { runId });
    expect((await getLiveRun(commandLine, { runId })).halt).toMatchObject({ closed: "It was approved." });
  });
});
