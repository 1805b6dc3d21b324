import { z } from "zod";
import { tierNames } from "./graph/meter";

const port = z.coerce.number().int().min(0).max(65_535).default(0);

/** Settings of the sandbox process; a port of 0 takes any free one. */
const optionsSchema = z.object({
  SANDBOX_DATA_DIR: z.string().min(1).default(".data/sandbox"),
  SANDBOX_GRAPH_PORT: port,
  SANDBOX_PAGE_PORT: port,
  SANDBOX_LEVER_PORT: port,
  /** Demo database whose rows the page may change. */
  SANDBOX_SOURCE_URL: z.url().optional(),
  SANDBOX_METER: z.enum(["on", "off"]).default("off"),
  SANDBOX_METER_TIER: z.enum(tierNames).default("0-1k"),
  /** Ends the process when its standard input closes: whoever started it is gone. */
  SANDBOX_FOLLOW_STDIN: z.enum(["1", "0"]).default("0"),
});

export interface SandboxOptions {
  dataDir: string;
  graphPort: number;
  pagePort: number;
  leverPort: number;
  sourceUrl?: string;
  meter: boolean;
  tier: (typeof tierNames)[number];
  followStdin: boolean;
}

/** @throws an Error with one readable sentence for each wrong value. */
export function readOptions(env: NodeJS.ProcessEnv): SandboxOptions {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success)
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n"));
  const values = parsed.data;
  return {
    dataDir: values.SANDBOX_DATA_DIR,
    graphPort: values.SANDBOX_GRAPH_PORT,
    pagePort: values.SANDBOX_PAGE_PORT,
    leverPort: values.SANDBOX_LEVER_PORT,
    ...(values.SANDBOX_SOURCE_URL ? { sourceUrl: values.SANDBOX_SOURCE_URL } : {}),
    meter: values.SANDBOX_METER === "on",
    tier: values.SANDBOX_METER_TIER,
    followStdin: values.SANDBOX_FOLLOW_STDIN === "1",
  };
}
