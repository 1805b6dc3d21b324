import { z } from "zod";

export const conflictPolicy = z.enum(["SOURCE_WINS", "DESTINATION_WINS", "LATEST_WINS", "MANUAL"]);

export const definitionRef = z.object({ definitionId: z.uuid() });
export type DefinitionRef = z.output<typeof definitionRef>;

/** What a new one-way sync needs; key and mappings are proposed from the table and the list. */
export const createDefinitionInput = z.object({
  name: z.string().trim().min(1, "Give the sync a name.").max(200),
  tableId: z.uuid("Choose a table."),
  listId: z.uuid("Choose a list."),
  /** In one-way push only these can come about; LATEST_WINS would act like SOURCE_WINS. */
  conflictPolicy: conflictPolicy.exclude(["LATEST_WINS"]).default("SOURCE_WINS"),
  /** Column of the table that the list's own Title stands for, since it got no other one. */
  titleFrom: z.string().max(200).optional(),
});

const columnPair = z.object({
  sourceColumnId: z.uuid("Choose a column."),
  targetColumnId: z.uuid("Choose a list column."),
});

/** A definition that was described whole elsewhere, such as in another installation. */
export const importDefinitionInput = createDefinitionInput.extend({
  /** Exactly these instead of the proposed ones. */
  mappings: z.array(columnPair).max(1_000).optional(),
  /** Frozen at the first push of the installation it comes from: the items in the list carry keys that were made with it. */
  identityNamespace: z.string().min(1).max(1_000).optional(),
});
export type ImportDefinitionInput = z.output<typeof importDefinitionInput>;

/** What a definition says of itself, and the zone of its table's zone-less timestamps. */
export const describeDefinitionInput = definitionRef.extend({
  description: z
    .string()
    .trim()
    .max(2_000)
    .nullable()
    .transform((text) => text || null),
  timeZone: z.string().trim().min(1, "Choose a time zone.").max(100),
});
export type DescribeDefinitionInput = z.output<typeof describeDefinitionInput>;

export const addMappingInput = definitionRef.extend(columnPair.shape);
export type AddMappingInput = z.output<typeof addMappingInput>;

export const removeMappingInput = definitionRef.extend({ mappingId: z.uuid() });
export type RemoveMappingInput = z.output<typeof removeMappingInput>;

/** How definitions can stand, in the order in which people want to hear of them: what stands still first, what needs nobody last. */
export const definitionStates = [
  "halted",
  "failed",
  "behind",
  "waiting",
  "running",
  "never-run",
  "paused",
  "in-sync",
] as const;

/** What definitions can be put in order by; `health` puts the worst first. */
export const definitionSorts = ["name", "health", "last", "next", "rejections", "items"] as const;
export type DefinitionSort = (typeof definitionSorts)[number];

export const syncModes = ["ONE_WAY_PUSH", "ARCHIVE_ONLY", "TWO_WAY"] as const;

export const definitionFilter = z.object({
  state: z.enum(definitionStates).optional(),
  mode: z.enum(syncModes).optional(),
  databaseId: z.uuid().optional(),
  siteId: z.uuid().optional(),
  /** By name where left out. */
  sort: z.enum(definitionSorts).optional(),
  descending: z.boolean().optional(),
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DefinitionFilter = z.output<typeof definitionFilter>;

/** Most definitions that are acted on at once: each is asked for by itself, one after the other. */
export const mostChosenDefinitions = 200;

/** What definitions are narrowed to and how they stand, without a place among them. */
export const definitionMatch = definitionFilter.omit({ cursor: true, limit: true });
export type DefinitionMatch = z.output<typeof definitionMatch>;
