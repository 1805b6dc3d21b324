// What a row's page asks of the metastore: its record, its history, and the ledger's page it is found by.
import { listRowOperations } from "@/lib/features/ledger/queries";
import { rowOperationFilter } from "@/lib/features/ledger/schema";
import { loadDefinition } from "@/lib/sync/load-definition";
import { type RowQuestion, readRejections, readRowRecord } from "@/lib/sync/row/row-record";
import { readRunRecord } from "@/lib/sync/row/run-record";
import { context } from "./bench-run";
import type { PageCase } from "./page-cases";
import { largestEntries, seededId } from "./seed-metastore";

/** Rows from all over the largest ledger, each with an operation of three runs. */
const rowOf = (turn: number) => 4 * (1 + ((turn * 3_701) % Math.floor(largestEntries / 4 - 1)));

/** The metastore's part of `getPassport`; table and list take their own time. */
export function passportCases(): readonly PageCase[] {
  return [
    { what: "a row's passport by key", ask: (turn) => passportOf({ key: String(rowOf(turn)) }) },
    { what: "a row's passport by item", ask: (turn) => passportOf({ itemId: rowOf(turn) }) },
  ];
}

async function passportOf(question: RowQuestion): Promise<void> {
  const definitionId = seededId("definition", 1);
  const record = await readRowRecord(await loadDefinition(definitionId), question);
  if (!record.entry || !record.hash) throw new Error("The entry was not found.");
  const identityHash = record.hash;
  const [, , operations] = await Promise.all([
    readRunRecord(definitionId, identityHash),
    readRejections(definitionId, identityHash, 20),
    listRowOperations(context, rowOperationFilter.parse({ definitionId, identityHash })),
  ]);
  if (operations.rows.length !== 3) throw new Error("The row's history is not what was seeded.");
}
