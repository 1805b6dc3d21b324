import { parseArgs } from "node:util";
import { usageError } from "./usage-error";

export interface DoctorArguments {
  readonly json: boolean;
  /** Only what belongs to this installation: databases and tenants are not reached. */
  readonly isInner: boolean;
  /** Where `npm start` keeps its data, where no DATABASE_URL says otherwise; null for the setting. */
  readonly dataDir: string | null;
}

export const doctorUsage = `Examines an installation and everything it reaches, and changes nothing.

  npm run --silent doctor

  --json           one JSON document instead of text
  --inner          only metastore, keys, queue and sign-in; databases and tenants are not reached
  --data-dir DIR   the folder of an installation with an embedded metastore, e.g. .data/demo

Reads the settings that the worker reads (DATABASE_URL, SYNCBRIDGE_SECRET_KEY, ENTRA_…). An embedded metastore that is not running is started for the time of the examination.
Ends with 0, with 1 when something is wrong, with 2 when called wrongly.
`;

const options = {
  json: { type: "boolean", default: false },
  inner: { type: "boolean", default: false },
  "data-dir": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Reads the command line; null when only the usage is wanted. Throws AppError `input-invalid`. */
export function readDoctorArguments(args: readonly string[]): DoctorArguments | null {
  const values = parse(args);
  if (values.help) return null;
  return { json: values.json, isInner: values.inner, dataDir: values["data-dir"] ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    const names = Object.keys(options).map((name) => `--${name}`);
    throw usageError(`An option is unknown or lacks its value. The options are ${names.join(", ")}.`);
  }
}
