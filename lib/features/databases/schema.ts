import { z } from "zod";
import { activationStatus } from "@/lib/features/activation/schema";
import { seen } from "@/lib/features/seen/schema";
import { findings, settingsTest } from "@/lib/features/verification/schema";

export const databaseType = z.enum(["POSTGRES", "SQLSERVER", "MYSQL"]);
export type DatabaseType = z.output<typeof databaseType>;

export const databaseEnvironment = z.enum(["DEV", "STAGING", "PROD"]);
export type DatabaseEnvironment = z.output<typeof databaseEnvironment>;

export const instanceRole = z.enum(["PRIMARY", "SECONDARY"]);
export type InstanceRole = z.output<typeof instanceRole>;

// Databases

export const databaseRef = z.object({ databaseId: z.uuid() });
export type DatabaseRef = z.output<typeof databaseRef>;

export const databaseInput = z.object({
  applicationId: z.uuid("Choose an application."),
  name: z.string().trim().min(1, "Give the database a name.").max(200),
  dbType: databaseType,
  environment: databaseEnvironment,
  databaseName: z.string().trim().min(1, "Enter the database's own name.").max(200),
});
export type DatabaseInput = z.output<typeof databaseInput>;

export const updateDatabaseInput = databaseRef.extend({ ...databaseInput.shape, seen });
export type UpdateDatabaseInput = z.output<typeof updateDatabaseInput>;

export const databaseStatusInput = databaseRef.extend({ status: activationStatus });
export type DatabaseStatusInput = z.output<typeof databaseStatusInput>;

export const databaseSort = z.enum(["name", "kind", "environment", "databaseName"]);

export const databaseFilter = z.object({
  search: z.string().trim().max(200).optional(),
  applicationId: z.uuid().optional(),
  environment: databaseEnvironment.optional(),
  status: activationStatus.optional(),
  kind: databaseType.optional(),
  /** By application and name where left out. */
  sort: databaseSort.optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DatabaseFilter = z.output<typeof databaseFilter>;

/** Applications of the inventory's tree: a search finds those that have a team, a database or a server of that name too. */
export const inventoryFilter = z.object({
  search: z.string().trim().max(200).optional(),
  status: z.enum(["ACTIVE", "ARCHIVED"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(25),
});
export type InventoryFilter = z.output<typeof inventoryFilter>;

/** When a database is introspected by itself: five cron fields read in an IANA time zone; null for never. The mutation says what does not fit. */
export const scheduleTimes = z.object({
  cron: z.string().trim().max(200),
  timeZone: z.string().trim().min(1, "Choose a time zone.").max(100),
});
export type ScheduleTimes = z.output<typeof scheduleTimes>;

export const scheduleInput = databaseRef.extend({
  ...scheduleTimes.shape,
  cron: scheduleTimes.shape.cron.nullable(),
  seen,
});
export type ScheduleInput = z.output<typeof scheduleInput>;

/** All instances of the database, the one to read from first at the front. */
export const failOverOrderInput = databaseRef.extend({
  instanceIds: z.array(z.uuid()).min(1).max(100),
  seen,
});
export type FailOverOrderInput = z.output<typeof failOverOrderInput>;

// Instances

export const instanceRef = z.object({ instanceId: z.uuid() });
export type InstanceRef = z.output<typeof instanceRef>;

/** What the connector of this kind understands besides, e.g. its TLS mode; the connector checks it when the instance is saved. */
export const instanceConfig = z.record(z.string(), z.json());
export type InstanceConfig = z.output<typeof instanceConfig>;

const instanceFields = z.object({
  instanceLabel: z.string().trim().min(1, "Give the instance a name.").max(200),
  host: z
    .string()
    .trim()
    .min(1, "Enter the host.")
    .max(255)
    .regex(/^[^\s/@?#]+$/, "Enter a host name or address only, without protocol, user or path.")
    .refine((host) => !/^[^:]*:\d*$/.test(host), "Enter the port in its own field, and the host without it."),
  port: z.coerce.number("Enter a port.").int().min(1, "Ports begin at 1.").max(65_535, "Ports end at 65535."),
  dbName: z.string().trim().min(1, "Enter the database's name on this server.").max(200),
  dbUser: z.string().trim().min(1, "Enter the user.").max(200),
  config: instanceConfig
    .refine((config) => !("password" in config), "The password has a field of its own, where it is sealed.")
    .default({}),
  role: instanceRole.default("PRIMARY"),
  priority: z.coerce.number().int().min(0).max(1_000).default(0),
  validFrom: z.coerce.date().nullable().default(null),
  validTo: z.coerce.date().nullable().default(null),
});

const inOrder = (input: { validFrom: Date | null; validTo: Date | null }) =>
  input.validFrom === null || input.validTo === null || input.validFrom < input.validTo;
const orderError = { path: ["validTo"], error: "The end of the validity must come after its beginning." };

const password = z.string().max(1_000);

export const createInstanceInput = databaseRef
  .extend(instanceFields.shape)
  .extend({ dbPassword: password.min(1, "Enter the password."), test: settingsTest.optional() })
  .refine(inOrder, orderError);
export type CreateInstanceInput = z.output<typeof createInstanceInput>;

/** Without a password the stored one stays, which is allowed only while it goes where it went before. */
export const updateInstanceInput = instanceRef
  .extend(instanceFields.shape)
  .extend({
    dbPassword: password.optional().transform((text) => text || undefined),
    test: settingsTest.optional(),
    seen,
  })
  .refine(inOrder, orderError);
export type UpdateInstanceInput = z.output<typeof updateInstanceInput>;

export const instanceStatusInput = instanceRef.extend({ status: activationStatus });
export type InstanceStatusInput = z.output<typeof instanceStatusInput>;

// Introspection

export const requestIntrospectionInput = databaseRef.extend({ instanceId: z.uuid().optional() });
export type RequestIntrospectionInput = z.output<typeof requestIntrospectionInput>;

export const introspectionRef = z.object({ introspectionRunId: z.uuid() });
export type IntrospectionRef = z.output<typeof introspectionRef>;

/** What an introspection counted; grows while it runs. All counts are of tables and views unless they name columns. */
export const introspectionStats = z
  .object({
    tablesRead: z.number(),
    columnsRead: z.number(),
    tablesAdded: z.number(),
    tablesChanged: z.number(),
    tablesVanished: z.number(),
    tablesReturned: z.number(),
    columnsAdded: z.number(),
    columnsChanged: z.number(),
    columnsVanished: z.number(),
    /** Known before, no longer shown and yet not gone: the user may not see them any more, or that could not be told. */
    tablesKept: z.number(),
    columnsKept: z.number(),
    elapsedMs: z.number(),
    /** Milliseconds by phase: until connected, waiting for the database's answers, writing to the catalog. */
    durations: z.object({ connectMs: z.number(), readMs: z.number(), storeMs: z.number() }).partial(),
    /** New drift findings by kind. */
    differences: z.record(z.string(), z.number()),
    /** What exists and may not be seen, as the database told it. */
    hidden: findings,
  })
  .partial();
export type IntrospectionStats = z.output<typeof introspectionStats>;

export const introspectionFilter = databaseRef.extend({
  state: z.enum(["running", "succeeded", "failed"]).optional(),
  /** The newest first where left out. */
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export type IntrospectionFilter = z.output<typeof introspectionFilter>;
