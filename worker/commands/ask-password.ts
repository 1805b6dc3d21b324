import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Asks on the terminal without showing what is typed. Null where there is no terminal, or nothing was entered. */
export async function askPassword(question: string, signal: AbortSignal): Promise<string | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return null;
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  // First the terminal stops showing what is typed, then the question is put.
  const lines = createInterface({ input: stdin, output: unseen, terminal: true });
  stderr.write(question);
  try {
    return await new Promise<string | null>((resolve, reject) => {
      lines.once("line", (line) => resolve(line || null));
      lines.once("close", () => resolve(null));
      lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  } finally {
    lines.close();
    stderr.write("\n");
  }
}
