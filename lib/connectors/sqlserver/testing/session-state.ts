import type { ResponseWriter } from "./response-writer";
import type { AnswerPart } from "./scripted-answer";
import { transactionDescriptor } from "./tds-requests";
import {
  columnMetadata,
  doneStatus,
  doneToken,
  messageToken,
  returnStatus,
  rowToken,
  transactionChange,
} from "./tds-tokens";

/** What a connection remembers between requests. */
export interface SessionState {
  isEncrypted: boolean;
  /** Descriptor of the open transaction. */
  transaction: Buffer | null;
  change(writer: ResponseWriter, action: "begin" | "commit" | "rollback" | "save"): Promise<void>;
  /** As sp_reset_connection: an open transaction is rolled back. */
  reset(writer: ResponseWriter): Promise<void>;
}

export function createSessionState(): SessionState {
  const none = Buffer.alloc(0);
  let begun = 0;
  const state: SessionState = {
    isEncrypted: false,
    transaction: null,
    async change(writer, action) {
      if (action === "begin") {
        begun += 1;
        state.transaction = transactionDescriptor(begun);
        await writer.token(transactionChange(8, state.transaction, none));
        return;
      }
      if (action === "save" || !state.transaction) return;
      await writer.token(transactionChange(action === "commit" ? 9 : 10, none, state.transaction));
      state.transaction = null;
    },
    async reset(writer) {
      await state.change(writer, "rollback");
      await writer.token(transactionChange(18, none, none));
    },
  };
  return state;
}

/** How an answer ended: as it should, with the connection cut, or with an error so severe that the server hangs up after it. */
export type AnswerEnd = "done" | "cut" | "fatal";

/** Writes the parts, each with its DONE. A DONE is held back until the next part is known: only the last one says that no more comes. */
export async function writeAnswer(
  writer: ResponseWriter,
  state: SessionState,
  parts: readonly AnswerPart[],
  { isProcedure, signal }: { isProcedure: boolean; signal: AbortSignal },
): Promise<AnswerEnd> {
  const pending: { done: { status: number; rowCount: number } | null } = { done: null };
  let hasFailed = false;
  const inTransaction = () => (state.transaction ? doneStatus.inTransaction : 0);
  const release = async (): Promise<void> => {
    if (!pending.done) return;
    const { status, rowCount } = pending.done;
    const kind = isProcedure ? "in-procedure" : "batch";
    await writer.token(doneToken(kind, status | doneStatus.more | inTransaction(), rowCount));
    pending.done = null;
  };
  for (const part of parts) {
    switch (part.kind) {
      case "rows":
        await release();
        pending.done = { status: doneStatus.count, rowCount: await writeRows(writer, part, signal) };
        break;
      case "affected":
        await release();
        pending.done = { status: doneStatus.count, rowCount: part.rowCount };
        break;
      case "message": {
        await release();
        const severity = part.message.class ?? 16;
        await writer.token(messageToken(part.message));
        if (severity <= 10) break;
        hasFailed = true;
        pending.done = { status: doneStatus.error, rowCount: 0 };
        if (severity < 20) break;
        await writer.token(doneToken("batch", doneStatus.error));
        return "fatal";
      }
      case "transaction":
        await state.change(writer, part.action);
        break;
      case "hang":
        await writer.flush();
        await untilAborted(signal);
        break;
      case "cut":
        return "cut";
    }
    if (signal.aborted) break;
  }
  if (isProcedure) {
    await release();
    if (!hasFailed) await writer.token(returnStatus);
    await writer.token(doneToken("procedure", hasFailed ? doneStatus.error : inTransaction()));
    return "done";
  }
  const last = pending.done ?? { status: doneStatus.final, rowCount: 0 };
  await writer.token(doneToken("batch", last.status | inTransaction(), last.rowCount));
  return "done";
}

async function writeRows(
  writer: ResponseWriter,
  { columns, rows }: Extract<AnswerPart, { kind: "rows" }>,
  signal: AbortSignal,
): Promise<number> {
  await writer.token(columnMetadata(columns));
  let written = 0;
  for await (const row of rows) {
    if (signal.aborted) break;
    await writer.token(rowToken(columns, row));
    written += 1;
    // An attention can only be heard between two turns of the event loop.
    if (written % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return written;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
