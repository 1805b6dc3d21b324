import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** Where the parts of the running demo answer; the demo writes it as `addresses.json` into its data directory once all are ready. */
const addressesShape = z.object({
  /** Process of the demo that answers there. */
  pid: z.number().int(),
  app: z.url(),
  /** The sandbox's own pages: lists, items and the page that changes rows. */
  sandboxPages: z.url(),
  /** The sandbox's levers, which tell what was asked of its Graph. */
  sandboxLevers: z.url(),
});

export type Addresses = z.infer<typeof addressesShape>;

/** The addresses in a demo's data directory; nothing until it is ready. */
export function readAddresses(dataDir: string): Addresses | undefined {
  try {
    return addressesShape.parse(JSON.parse(readFileSync(path.join(dataDir, "addresses.json"), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
