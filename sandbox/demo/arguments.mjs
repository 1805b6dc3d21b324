import { parseArgs } from "node:util";
import { Refusal } from "./refusal.mjs";

export const usage = `npm run demo                  start the demo; its data is kept for the next start
npm run demo -- --reset       forget the demo's data and begin anew
npm run demo -- --empty       start with nothing set up, as a new installation does; its data is kept apart, in .data/empty
npm run demo -- --port 3100   serve the application on this port (3000 unless said, or the next free one)
npm run demo -- --data-dir D  keep the demo's data in D (.data/demo unless said)`;

/** Reads the demo's command line; throws a Refusal that shows what is possible. */
export function parseDemoArgs(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        reset: { type: "boolean", default: false },
        empty: { type: "boolean", default: false },
        port: { type: "string", default: "3000" },
        "data-dir": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }));
  } catch (error) {
    throw new Refusal(error.message, usage);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Refusal(`--port must be a number from 1 to 65535, not "${values.port}".`, usage);
  }
  const dataDir = values["data-dir"] ?? (values.empty ? ".data/empty" : ".data/demo");
  return { reset: values.reset, isEmpty: values.empty, port, dataDir, help: values.help };
}
