import { z } from "zod";
import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import type { MappingDraft } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { type FitMeasure, measuredFit } from "@/lib/engine/fit-measure";
import { AppError } from "@/lib/errors/app-error";
import type { ErrorCode } from "@/lib/errors/codes";
import { maySeeValues } from "@/lib/features/values/queries";
import { definitionFor } from "@/lib/sync/definition-of-page";
import { editorColumns } from "@/lib/sync/editor/columns";
import { draftOwner, toDraft } from "@/lib/sync/editor/drafts";
import { examineMapping, findingsOf } from "@/lib/sync/editor/examine";
import { publishedOf } from "@/lib/sync/editor/published";
import { fieldProblemsOf } from "@/lib/sync/fields";
import { loadDefinition, problemsOf, type StoredDefinition } from "@/lib/sync/load-definition";
import { lookupLoops } from "@/lib/sync/lookup-loops";
import { typeFitOf } from "@/lib/sync/mapping-fit";
import { differenceOf } from "./document/difference";
import { mappingDocument } from "./document/document";
import { mappingPolicies } from "./policy";
import type { ExamineInput, FitRef, VersionFilter, VersionRef } from "./schema";
import type {
  DocumentExamination,
  EditorView,
  MappingFit,
  MappingPulse,
  MeasuredFit,
  OtherDraft,
  VersionDetails,
  VersionRow,
} from "./types";

const code = z.string().transform((text) => text as ErrorCode); // Written by the engine, which knows no others.
const storedMeasure: z.ZodType<FitMeasure> = z.object({
  rows: z.number(),
  empty: z.number(),
  refused: z.number(),
  byCode: z.array(z.object({ code, rows: z.number() })),
  longest: z.number().nullable(),
  unknownChoices: z.object({ distinct: z.number(), examples: z.array(z.string()) }).nullable(),
  duplicates: z.number().nullable(),
  // Not told by measurements of earlier versions.
  outOfRange: z.number().nullable().default(null),
  failing: z.array(z.object({ identity: z.string(), code, message: z.string() })),
});

interface StoredFit {
  readonly mappingVersion: number;
  readonly measuredAt: Date;
  readonly instanceLabel: string;
  readonly isWhole: boolean;
}

function measuredOf(fit: StoredFit, measure: FitMeasure, version: number, maySee: boolean): MeasuredFit {
  const { rows, empty, refused, longest, duplicates, outOfRange, unknownChoices, failing } = measure;
  const { measuredAt: at, instanceLabel, isWhole } = fit;
  return {
    ...{ at, instanceLabel, rows, isWhole, empty, refused, longest, duplicates, outOfRange },
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
  const [maySee, stored] = await Promise.all([
    maySeeValues(context, input),
    definitionFor(context, input.definitionId),
  ]);
  return fitsOf(stored, maySee, "all");
}

/** The fits of a definition's mappings; `measured`: only of those that were measured, since the others follow from what is known of their types. */
async function fitsOf(
  stored: StoredDefinition,
  maySee: boolean,
  which: "all" | "measured",
): Promise<readonly MappingFit[]> {
  const [found, loops] = await Promise.all([
    db().mappingFit.findMany({ where: { syncDefId: stored.id } }),
    lookupLoops(stored),
  ]);
  const fits = new Map(found.map((fit) => [fit.fieldMappingId, fit]));
  return stored.fieldMappings.flatMap((mapping) => {
    const fit = fits.get(mapping.id);
    if (!fit && which === "measured") return [];
    const byType = typeFitOf(mapping, stored, loops.get(mapping.id));
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

/** Everything that the editor of a definition's mapping begins with; reads no row of the table. Throws `not-found`. */
export async function getEditorView(context: Context, input: FitRef): Promise<EditorView> {
  requireAllowed(context, mappingPolicies.read);
  const stored = await definitionFor(context, input.definitionId);
  const maySee = await maySeeValues(context, input);
  const [published, drafts, fits, openRun] = await Promise.all([
    publishedOf(stored),
    db().mappingDraft.findMany({ where: { syncDefId: stored.id }, orderBy: { updatedAt: "desc" } }),
    fitsOf(stored, maySee, "measured"),
    db().syncRun.findFirst({ where: { syncDefId: stored.id, status: "RUNNING" }, select: { id: true } }),
  ]);
  const owner = draftOwner(context.actor);
  const own = drafts.find(({ userId }) => userId === owner);
  const draft = own ? toDraft(own) : null;
  const documents = [published.document, ...(draft ? [draft.document] : [])];
  const [columns, findings] = await Promise.all([
    editorColumns(db(), stored, documents),
    findingsOf(stored, draft?.document ?? published.document),
  ]);
  const { sourceTable, targetList } = stored;
  const ofFields = fieldProblemsOf(stored);
  return {
    definition: {
      ...{ id: stored.id, name: stored.name, isEnabled: stored.isEnabled, timeZone: stored.timeZone },
      databaseId: sourceTable.databaseId,
      tableId: sourceTable.id,
      tableName: `${sourceTable.schemaName}.${sourceTable.tableName}`,
      siteId: targetList.siteId,
      listId: targetList.id,
      listName: targetList.displayName,
      listWebUrl: targetList.webUrl,
      openRunId: openRun?.id ?? null,
      otherProblems: problemsOf(stored).flatMap(({ message }) => (ofFields.includes(message) ? [] : message)),
    },
    columns,
    published,
    draft,
    otherDrafts: draftsOfOthers(drafts, owner),
    findings,
    fits,
    mayEdit: isAllowed(context.actor, mappingPolicies.define),
    maySeeValues: maySee,
  };
}

function draftsOfOthers(
  drafts: readonly Pick<MappingDraft, "userId" | "userName" | "updatedAt" | "baseVersion">[],
  owner: string,
): readonly OtherDraft[] {
  return drafts
    .filter(({ userId }) => userId !== owner)
    .map(({ userName, updatedAt, baseVersion }) => ({ by: userName, updatedAt, baseVersion }));
}

/** What others do to a mapping that is being looked at, without the documents. Throws `not-found`. */
export async function getMappingPulse(context: Context, input: FitRef): Promise<MappingPulse> {
  requireAllowed(context, mappingPolicies.read);
  const { definitionId: id } = input;
  const [definition, drafts] = await Promise.all([
    db().syncDefinition.findUnique({ where: { id }, select: { mappingVersion: true } }),
    db().mappingDraft.findMany({ where: { syncDefId: id }, orderBy: { updatedAt: "desc" }, omit: { document: true } }),
  ]);
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  return { version: definition.mappingVersion, otherDrafts: draftsOfOthers(drafts, draftOwner(context.actor)) };
}

/** Judges a document that is being edited; stores nothing and reads no row. Throws `not-found`. */
export async function examineDocument(context: Context, input: ExamineInput): Promise<DocumentExamination> {
  requireAllowed(context, mappingPolicies.define);
  const { findings, problems } = await examineMapping(await loadDefinition(input.definitionId), input.document);
  return { findings, problems };
}

const versionPosition = z.tuple([z.int32().min(1)]);
/** Whole documents are compared for a page: so many are held at a time. */
const mostVersionsAtOnce = 100;

/** The versions of a mapping, newest first, each with what it changed. Throws `not-found`. */
export async function listVersions(context: Context, filter: VersionFilter): Promise<Page<VersionRow>> {
  requireAllowed(context, mappingPolicies.read);
  const before = filter.cursor === undefined ? undefined : decodeCursor(versionPosition, filter.cursor)[0];
  const limit = Math.min(filter.limit, mostVersionsAtOnce);
  const rows = await versionsBefore(filter.definitionId, before, limit + 1);
  return toPage(
    rows,
    limit,
    ({ version }) => [version],
    (row) => row,
  );
}

async function versionsBefore(definitionId: string, before: number | undefined, limit: number): Promise<VersionRow[]> {
  const published = await db().syncDefinition.findUnique({
    where: { id: definitionId },
    select: { mappingVersion: true },
  });
  if (!published) throw new AppError("not-found", { message: "This sync does not exist." });
  const rows = await db().mappingVersion.findMany({
    where: { syncDefId: definitionId, ...(before === undefined ? {} : { version: { lt: before } }) },
    orderBy: { version: "desc" },
    take: limit + 1,
  });
  const versions = rows.map((row) => ({ ...row, document: mappingDocument.parse(row.document) }));
  return versions.slice(0, limit).map((row, index) => {
    const former = versions[index + 1];
    return {
      version: row.version,
      at: row.publishedAt,
      by: row.publishedBy,
      reason: row.reason,
      difference: former ? differenceOf(former.document, row.document) : null,
      rowCount: row.document.rows.length,
      isPublished: row.version === published.mappingVersion,
    };
  });
}

/** One version whole. Throws `not-found`. */
export async function getVersion(context: Context, input: VersionRef): Promise<VersionDetails> {
  requireAllowed(context, mappingPolicies.read);
  const { definitionId, version } = input;
  const [row] = await versionsBefore(definitionId, version + 1, 1);
  const stored = await db().mappingVersion.findUnique({
    where: { syncDefId_version: { syncDefId: definitionId, version } },
    select: { document: true },
  });
  if (!row || !stored) throw new AppError("not-found", { message: "This version does not exist." });
  const document = mappingDocument.parse(stored.document);
  const { difference } = row;
  const rows = [
    ...document.rows,
    ...(difference?.removed ?? []),
    ...(difference?.changed ?? []).map((each) => each.before),
  ];
  const [sources, targets] = await Promise.all([
    db().tableColumn.findMany({
      where: { id: { in: rows.flatMap(({ sourceColumnId }) => sourceColumnId ?? []) } },
      select: { id: true, columnName: true },
    }),
    db().sharepointColumn.findMany({
      where: { id: { in: rows.map(({ targetColumnId }) => targetColumnId) } },
      select: { id: true, columnName: true, displayName: true },
    }),
  ]);
  const names = [
    ...sources.map(({ id, columnName }) => [id, columnName] as const),
    ...targets.map(({ id, columnName, displayName }) => [id, displayName ?? columnName] as const),
  ];
  return { ...row, document, columnNames: Object.fromEntries(names) };
}
