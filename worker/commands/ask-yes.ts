import { createInterface } from "node:readline";

/** Asks on the terminal, and answers whether "yes" was typed. Null where there is no terminal. */
export async function askYes(question: string, signal: AbortSignal): Promise<boolean | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return null;
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await new Promise<boolean>((resolve, reject) => {
      lines.question(question, (answer) => resolve(/^\s*y(es)?\s*$/i.test(answer)));
      lines.once("close", () => resolve(false));
      lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  } finally {
    lines.close();
  }
}
