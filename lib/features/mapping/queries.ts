import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { type FitMeasure, measuredFit } from "@/lib/engine/fit-measure";
import type { ErrorCode } from "@/lib/errors/codes";
import { maySeeValues } from "@/lib/features/values/queries";
import { loadDefinition } from "@/lib/sync/load-definition";
import { lookupLoops } from "@/lib/sync/lookup-loops";
import { typeFitOf } from "@/lib/sync/mapping-fit";
import { mappingPolicies } from "./policy";
import type { FitRef } from "./schema";
import type { MappingFit, MeasuredFit } from "./types";

const code = z.string().transform((text) => text as ErrorCode); // Written by the engine, which knows no others.
const storedMeasure: z.ZodType<FitMeasure> = z.object({
  rows: z.number(),
  empty: z.number(),
  refused: z.number(),
  byCode: z.array(z.object({ code, rows: z.number() })),
  longest: z.number().nullable(),
  unknownChoices: z.object({ distinct: z.number(), examples: z.array(z.string()) }).nullable(),
  duplicates: z.number().nullable(),
  failing: z.array(z.object({ identity: z.string(), code, message: z.string() })),
});

interface StoredFit {
  readonly mappingVersion: number;
  readonly measuredAt: Date;
  readonly instanceLabel: string;
  readonly isWhole: boolean;
}

function measuredOf(fit: StoredFit, measure: FitMeasure, version: number, maySee: boolean): MeasuredFit {
  const { rows, empty, refused, longest, duplicates, unknownChoices, failing } = measure;
  const { measuredAt: at, instanceLabel, isWhole } = fit;
  return {
    ...{ at, instanceLabel, rows, isWhole, empty, refused, longest, duplicates },
    isOutdated: fit.mappingVersion !== version,
    unknownChoices: unknownChoices?.distinct ?? null,
    values: maySee
      ? {
          failing: failing.map(({ identity, message }) => ({ identity, message })),
          unknownChoices: unknownChoices?.examples ?? [],
        }
      : null,
  };
}

/**
 * How well each mapping of a definition fits: by types, corrected by the last measurement where there is one. Those who may see no values of rows
 * get counts only. A measurement of an earlier version of the mapping is told as such and corrects nothing. Throws `not-found`.
 */
export async function listFits(context: Context, input: FitRef): Promise<readonly MappingFit[]> {
  requireAllowed(context, mappingPolicies.read);
  const [maySee, stored, fits] = await Promise.all([
    maySeeValues(context, { definitionId: input.definitionId }),
    loadDefinition(input.definitionId),
    db().mappingFit.findMany({ where: { syncDefId: input.definitionId } }),
  ]);
  const loops = await lookupLoops(stored);
  return stored.fieldMappings.map((mapping) => {
    const byType = typeFitOf(mapping, stored, loops.get(mapping.id));
    const fit = fits.find(({ fieldMappingId }) => fieldMappingId === mapping.id);
    const measure = fit && storedMeasure.parse(fit.measure);
    const isCurrent = fit?.mappingVersion === stored.mappingVersion;
    const { level, reasons } = fit && measure && isCurrent ? measuredFit(byType, measure, fit.isWhole) : byType;
    return {
      mappingId: mapping.id,
      sourceColumn: mapping.sourceColumnName,
      targetColumn: mapping.targetColumnName,
      level,
      reasons,
      measured: fit && measure ? measuredOf(fit, measure, stored.mappingVersion, maySee) : null,
    };
  });
}
