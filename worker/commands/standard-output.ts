import { once } from "node:events";

/** Nobody reads our output any more, e.g. `| head`: no trouble, but the end of the work. */
export class ReaderGone extends Error {}

/** Writes to standard output no faster than it is read. */
export interface Output {
  write(text: string): Promise<void>;
}

/** @param stop hears that the reader has gone, as a ReaderGone */
export function openOutput(stop: (reason: ReaderGone) => void, signal: AbortSignal): Output {
  const { stdout } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    stop(new ReaderGone("The reader of the output has gone."));
  });
  return {
    async write(text) {
      signal.throwIfAborted();
      if (!stdout.write(text)) await once(stdout, "drain", { signal });
    },
  };
}
