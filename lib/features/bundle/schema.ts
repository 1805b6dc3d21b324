import { z } from "zod";
import { activationStatus } from "@/lib/features/activation/schema";
import { applicationStatus } from "@/lib/features/applications/schema";
import { licenceTiers } from "@/lib/features/budgets/schema";
import { databaseEnvironment, databaseType, instanceRole } from "@/lib/features/databases/schema";
import { nullPolicy } from "@/lib/features/expressions/schema";
import { keyStrategy } from "@/lib/features/keys/schema";
import {
  deletePolicy,
  guardLimits,
  listDeletePolicy,
  oneWayConflictPolicy,
  policyMode,
} from "@/lib/features/policies/schema";
import { columnEdit } from "@/lib/features/sharepoint/schema";

// What a bundle may say, part by part. Everything is named by its name; what is left out stays as it is, or takes the default of a new thing.

/** A text of the file. `${NAME}` in it stands for a variable of the environment and is filled in before this is checked. */
const name = (what: string, longest = 200) => z.string().trim().min(1, `Give ${what} a name.`).max(longest);

const optionalText = (longest: number) => z.string().trim().max(longest).nullable().optional();

const secretForm = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;

/** A secret never stands in the file: only the variable that holds it. */
const secret = z
  .string()
  .regex(secretForm, "A secret does not stand in the file: write ${NAME}, and set NAME in the environment.");

/** A whole number, also as the text of a variable. */
const whole = (from: number, to: number) => {
  const error = `Write a whole number from ${from} to ${to}.`;
  return z
    .union([z.int({ error }).min(from, error).max(to, error), z.string().regex(/^(\d+|\$\{[A-Za-z_]\w*\})$/, error)], {
      error,
    })
    .transform(Number)
    .refine((value) => value >= from && value <= to, error);
};

const moment = z.iso.datetime({ offset: true, error: "Write a moment as 2026-01-31T08:00:00Z." }).nullable().optional();

const timeZone = z.string().trim().min(1).max(100).describe("An IANA time zone, such as Europe/Zurich.");

const cron = z
  .string()
  .trim()
  .max(200)
  .describe("Five cron fields: minute, hour, day of the month, month, day of the week.");

// Databases

const instanceEntry = z
  .strictObject({
    label: name("the instance"),
    host: z.string().trim().min(1, "Enter the host.").max(255),
    port: whole(1, 65_535),
    database: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe("The database's name on this server; the database's own name where left out."),
    user: z.string().trim().min(1, "Enter the user.").max(200),
    password: secret.optional().describe("Needed for a new instance, and where host, port, user or options change."),
    role: instanceRole.optional(),
    priority: whole(0, 1_000).optional(),
    status: activationStatus.optional(),
    validFrom: moment,
    validTo: moment,
    options: z
      .record(z.string(), z.json())
      .refine((options) => !("password" in options), "The password has a field of its own.")
      .optional()
      .describe(
        "What the connector of this kind understands besides, such as tls, includeSchemas, statementTimeoutMs.",
      ),
  })
  .describe("An endpoint that holds the database's rows.");
export type InstanceEntry = z.output<typeof instanceEntry>;

const databaseEntry = z.strictObject({
  name: name("the database"),
  kind: databaseType,
  environment: databaseEnvironment,
  databaseName: z.string().trim().min(1, "Enter the database's own name.").max(200),
  status: activationStatus.optional(),
  introspection: z
    .strictObject({ cron, timeZone: timeZone.optional() })
    .nullable()
    .optional()
    .describe("When it is introspected by itself; null for never."),
  instances: z.array(instanceEntry).max(100).optional(),
});
export type DatabaseEntry = z.output<typeof databaseEntry>;

const applicationEntry = z.strictObject({
  name: name("the application"),
  ownerTeam: optionalText(200),
  description: optionalText(2_000),
  status: applicationStatus.optional(),
  databases: z.array(databaseEntry).max(1_000).optional(),
});
export type ApplicationEntry = z.output<typeof applicationEntry>;

// SharePoint

/** A table of the inventory. */
const tableReference = z
  .strictObject({
    application: z.string().trim().min(1).max(200).optional(),
    database: z.string().trim().min(1, "Name the database.").max(200),
    schema: z.string().trim().min(1, "Name the schema.").max(200),
    table: z.string().trim().min(1, "Name the table.").max(200),
  })
  .describe("A table of the catalog. The application is needed where two have a database of this name.");
export type TableReference = z.output<typeof tableReference>;

const listColumnEntry = columnEdit
  .omit({ sourceColumn: true, columnName: true, maxLength: true })
  .extend({
    from: z.string().min(1).max(200).describe("The table's column."),
    name: columnEdit.shape.columnName.describe("The internal name in the list."),
    maxLength: whole(1, 255).optional(),
  })
  .strict()
  .describe("A column of a list that is made; what is left out is proposed from the table's column.");
export type ListColumnEntry = z.output<typeof listColumnEntry>;

const listEntry = z
  .strictObject({
    name: name("the list", 255),
    provision: z
      .strictObject({
        table: tableReference,
        columns: z
          .array(z.union([z.string().min(1).max(200), listColumnEntry]))
          .max(1_000)
          .optional()
          .describe("The table's columns that the list takes, by name or in detail; all where left out."),
        adopt: z
          .boolean()
          .optional()
          .describe("Take a list of this name that was not made for the table, and add what it lacks."),
      })
      .optional()
      .describe("How the list is made where the site has none of this name."),
  })
  .describe("A list that exists, or is made from a table.");
export type ListEntry = z.output<typeof listEntry>;

const siteEntry = z.strictObject({
  address: z
    .string()
    .trim()
    .min(1, "Write the site's address.")
    .max(2_000)
    .describe("The site's address in a browser."),
  timeZone: timeZone.nullable().optional(),
  includesHidden: z.boolean().optional().describe("Discoveries read the site's hidden lists too."),
  status: activationStatus.optional(),
  lists: z.array(listEntry).max(1_000).optional(),
});
export type SiteEntry = z.output<typeof siteEntry>;

const tiers = Object.keys(licenceTiers) as [keyof typeof licenceTiers];

const connectionEntry = z.strictObject({
  name: name("the connection"),
  tenantId: z.string().trim().min(1, "Enter the tenant's id.").max(200),
  clientId: z.string().trim().min(1, "Enter the application's client id.").max(200),
  authorityHost: z.string().trim().max(300).optional(),
  scope: z
    .string()
    .trim()
    .max(300)
    .optional()
    .describe("An https address that ends in /.default; its origin is Graph's."),
  secret: secret.optional().describe("The client secret."),
  certificate: secret.optional().describe("PEM text of certificate and private key, instead of a secret."),
  secretExpires: z.iso.date("Write a day as 2026-01-31.").nullable().optional(),
  status: activationStatus.optional(),
  budget: z
    .union([
      z.enum(["learned", ...tiers]),
      z.strictObject({ minute: whole(60, 1_000_000_000), day: whole(1_000, 1e12) }),
    ])
    .optional()
    .describe("Graph's resource units: learned from its answers, by the tenant's licences, or a minute and a day."),
  sites: z.array(siteEntry).max(1_000).optional(),
});
export type ConnectionEntry = z.output<typeof connectionEntry>;

// Definitions

const listReference = z
  .strictObject({
    connection: z.string().trim().min(1).max(200).optional(),
    site: z.string().trim().min(1).max(2_000).optional().describe("The site's address or display name."),
    list: z.string().trim().min(1, "Name the list.").max(255),
  })
  .describe("A list of the catalog. Connection and site are needed where two lists have this name.");
export type ListReference = z.output<typeof listReference>;

const definitionTarget = listReference
  .extend({
    recreated: z
      .boolean()
      .optional()
      .describe(
        "True where the list was deleted and made again: the new one of this name takes its place, and rows and items have to be matched.",
      ),
  })
  .describe("The list that is written to. Connection and site are needed where two lists have this name.");

const sourceEntry = z.strictObject({
  instance: name("the instance").describe("The label of an instance of the table's database."),
  role: instanceRole.optional(),
  priority: whole(0, 1_000).optional(),
  enabled: z.boolean().optional(),
});

const expression = z.string().trim().min(1).max(5_000).nullable().optional();

const mappingEntry = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("The table's column; left out where an expression makes the value of the whole row."),
    to: z.string().min(1).max(200).describe("The internal name of the list's column."),
    transform: expression.describe("An expression that makes the value (docs/expressions.md); null for none."),
    inverse: expression.describe("The way back of the transform, for two-way fields."),
    whenEmpty: nullPolicy.optional().describe("What a field without a value does to the list."),
    default: z.string().trim().min(1).max(1_000).optional().describe("What DEFAULT writes."),
  })
  .refine(({ from, transform }) => from !== undefined || typeof transform === "string", {
    path: ["from"],
    message: "Name a column of the table, or write a transform.",
  });
export type MappingEntry = z.output<typeof mappingEntry>;

const { emptySource, mostDeletes, mostUpdates, mostAlike, mostVanished } = guardLimits.shape;

/** Limits as the guards' own page takes them; one that is left out stays as it is. */
const guardsEntry = z.strictObject({
  emptySource: emptySource.unwrap().optional(),
  mostDeletes: mostDeletes.unwrap().strict().optional(),
  mostUpdates: mostUpdates.unwrap().strict().optional(),
  mostAlike: mostAlike.unwrap().strict().optional(),
  mostVanished: mostVanished.unwrap().strict().optional(),
});

const definitionEntry = z.strictObject({
  name: name("the sync"),
  description: optionalText(2_000),
  enabled: z
    .boolean()
    .optional()
    .describe("A new definition stays disabled unless it is applied with --enable; false pauses one that runs."),
  table: tableReference,
  target: definitionTarget,
  mode: policyMode.optional(),
  conflictPolicy: oneWayConflictPolicy.optional(),
  policies: z
    .strictObject({
      onSourceDelete: deletePolicy.optional(),
      onLeftFilter: deletePolicy.optional(),
      onListDelete: listDeletePolicy.optional(),
      markColumn: z
        .string()
        .min(1)
        .max(200)
        .nullable()
        .optional()
        .describe("Internal name of the list column that takes the time a row left."),
    })
    .optional()
    .describe("What becomes of items whose rows leave, and of rows whose items vanish."),
  guards: guardsEntry.optional().describe("Limits beyond which a run stops before its first write."),
  schedule: z
    .strictObject({
      cron: cron.nullable().optional().describe("When it runs by itself; null for never."),
      timeZone: timeZone.optional(),
      fullScan: cron
        .nullable()
        .optional()
        .describe("When an incremental definition reads everything; null for once a day."),
    })
    .optional(),
  timeZone: timeZone.optional().describe("The zone of the table's timestamps without one."),
  key: z
    .strictObject({
      strategy: keyStrategy,
      constraint: z.string().min(1).max(200).optional().describe("Of UNIQUE_CONSTRAINT: its name."),
      columns: z
        .array(z.string().min(1).max(200))
        .max(32)
        .optional()
        .describe(
          "Of COMPOSITE_COLUMNS and HASHED: the columns in their order; of the others they follow from the table.",
        ),
    })
    .optional()
    .describe("By which columns a row is known; proposed from the table for a new definition."),
  mayMakeUnique: z
    .boolean()
    .optional()
    .describe("Whether the key column of a list that was not made here may be made unique."),
  identityNamespace: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe("Frozen at the first push and carried along, so that another installation finds the same items."),
  sources: z
    .array(sourceEntry)
    .min(1, "Name an instance to read from.")
    .max(100)
    .optional()
    .describe("Instances to read from; those in use of the database where left out. Others are switched off."),
  rowFilter: expression.describe("An expression that says which rows take part; null for all (docs/expressions.md)."),
  cursor: z
    .strictObject({ column: z.string().min(1).max(200) })
    .nullable()
    .optional()
    .describe("The column by which changed rows are found; null to read everything each time."),
  mappings: z
    .array(mappingEntry)
    .max(1_000)
    .optional()
    .describe("Proposed by name for a new definition where left out."),
  otherMappings: z
    .enum(["keep", "remove"])
    .optional()
    .describe("What becomes of mappings that are not named here; they are kept where left out."),
});
export type DefinitionEntry = z.output<typeof definitionEntry>;

export const bundleFile = z
  .strictObject({
    syncbridge: z.literal(1, { error: "Write syncbridge: 1, the version of this format." }),
    applications: z.array(applicationEntry).max(1_000).optional(),
    connections: z.array(connectionEntry).max(500).optional(),
    definitions: z.array(definitionEntry).max(10_000).optional(),
  })
  .meta({
    title: "SyncBridge bundle",
    description:
      "Applications, databases, instances, connections, sites, lists and definitions of an installation, all by name and without secrets.",
  });
export type BundleFile = z.output<typeof bundleFile>;
