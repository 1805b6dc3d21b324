// JSON-RPC 2.0 with Prisma's command line: one message a line, requests in both directions.
import readline from "node:readline";

/** Prisma's code for "look into the data field". */
const errorCode = 4466;

/**
 * Answers requests from standard input until it ends and every answer is out.
 * `answer(method, params)` gives the result, `describeError(error)` the error's data.
 */
export function servePeer({ answer, describeError }) {
  const open = new Set();
  const asked = new Map();
  let asks = 0;
  let inputEnded = false;

  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const fail = (id, data) =>
    send({ id, error: { code: errorCode, message: "An error happened. Check the data field for details.", data } });
  const endWhenDone = () => {
    // Open database connections would keep the process.
    if (inputEnded && open.size === 0) process.exit(process.exitCode ?? 0);
  };

  const input = readline.createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  input.on("line", async (line) => {
    if (!line.trim()) return;
    const { id, method, params } = JSON.parse(line);
    if (method === undefined) {
      asked.get(id)?.();
      asked.delete(id);
      return;
    }
    open.add(id);
    try {
      send({ id, result: await answer(method, params ?? {}) });
    } catch (error) {
      fail(id, describeError(error));
    } finally {
      open.delete(id);
      endWhenDone();
    }
  });
  input.on("close", () => {
    inputEnded = true;
    endWhenDone();
  });

  return {
    /** Asks the command line and waits for its answer. */
    request(method, params) {
      asks += 1;
      const id = `engine-${asks}`;
      const answered = new Promise((resolve) => asked.set(id, resolve));
      send({ id, method, params });
      return answered;
    },
    /** Answers every open request with an error. */
    failAll(data) {
      for (const id of open) fail(id, data);
    },
  };
}
