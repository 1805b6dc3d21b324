import { parseArgs } from "node:util";
import { usageError } from "./usage-error";

export interface ProbeArguments {
  /** Name or id of a stored connection. */
  readonly connection: string;
  /** Address of a site, in any form a person pastes. */
  readonly site: string;
  /** The file for the profile, as it was named. */
  readonly report: string;
  /** Not to be asked before the list is made. */
  readonly isConfirmed: boolean;
}

export interface DoctorArguments {
  readonly json: boolean;
  /** Only what belongs to this installation: databases and tenants are not reached. */
  readonly isInner: boolean;
  /** Where `npm start` keeps its data, where no DATABASE_URL says otherwise; null for the setting. */
  readonly dataDir: string | null;
  /** Probe a SharePoint site instead of examining; null to examine. */
  readonly probe: ProbeArguments | null;
}

export const doctorUsage = `Examines an installation and everything it reaches, and changes nothing.

  npm run --silent doctor

  --json           one JSON document instead of text
  --inner          only metastore, keys, queue and sign-in; databases and tenants are not reached
  --data-dir DIR   the folder of an installation with an embedded metastore, e.g. .data/demo

Reads the settings that the worker reads (DATABASE_URL, SYNCBRIDGE_SECRET_KEY, ENTRA_…). An embedded metastore that is not running is started for the time of the examination.

Or learns what a SharePoint tenant does where Microsoft's documentation leaves it open:

  npm run --silent doctor -- --probe-sharepoint --connection NAME --site ADDRESS

  --connection NAME  name or id of a connection that is stored in this installation; it needs Sites.Manage.All
  --site ADDRESS     a test site, as the browser shows it
  --report FILE      where to write what was found, as a profile for the sandbox; sharepoint-profile.json if left out
  --yes              do not ask before beginning

It makes a list of its own in that site, with about 60 calls and 250 items, reads and writes nothing else, and removes the list at the end. Ctrl-C stops it and removes the list.

Ends with 0, with 1 when something is wrong, with 2 when called wrongly.
`;

const options = {
  json: { type: "boolean", default: false },
  inner: { type: "boolean", default: false },
  "data-dir": { type: "string" },
  "probe-sharepoint": { type: "boolean", default: false },
  connection: { type: "string" },
  site: { type: "string" },
  report: { type: "string" },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

type Values = ReturnType<typeof parse>;

/** Reads the command line; null when only the usage is wanted. Throws AppError `input-invalid`. */
export function readDoctorArguments(args: readonly string[]): DoctorArguments | null {
  const values = parse(args);
  if (values.help) return null;
  return { json: values.json, isInner: values.inner, dataDir: values["data-dir"] ?? null, probe: probeOf(values) };
}

function probeOf({ inner, connection, site, report, yes, ...values }: Values): ProbeArguments | null {
  if (!values["probe-sharepoint"]) {
    const isMeant = connection !== undefined || site !== undefined || report !== undefined || yes;
    if (isMeant) throw usageError("--connection, --site, --report and --yes belong to --probe-sharepoint.");
    return null;
  }
  if (inner) throw usageError("--inner does not go with --probe-sharepoint.");
  if (!connection || !site) throw usageError("--probe-sharepoint needs --connection and --site.");
  return { connection, site, report: report || "sharepoint-profile.json", isConfirmed: yes };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    const names = Object.keys(options).map((name) => `--${name}`);
    throw usageError(`An option is unknown or lacks its value. The options are ${names.join(", ")}.`);
  }
}
