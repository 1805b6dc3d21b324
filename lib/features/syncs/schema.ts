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
});
export type CreateDefinitionInput = z.output<typeof createDefinitionInput>;

export const addMappingInput = definitionRef.extend({
  sourceColumnId: z.uuid("Choose a column."),
  targetColumnId: z.uuid("Choose a list column."),
});
export type AddMappingInput = z.output<typeof addMappingInput>;

export const removeMappingInput = definitionRef.extend({ mappingId: z.uuid() });
export type RemoveMappingInput = z.output<typeof removeMappingInput>;

export const definitionFilter = z.object({
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DefinitionFilter = z.output<typeof definitionFilter>;
