import { randomUUID } from "node:crypto";
import type { Context } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { type DocumentDifference, differenceOf } from "@/lib/features/mapping/document/difference";
import type { MappingDocument, MappingRow } from "@/lib/features/mapping/document/document";
import type { StoredDefinition } from "./load-definition";
import { documentOf, raiseVersion, unitRowsOf } from "./mapping-versions";
import { withDocument } from "./with-document";

/** What the audit trail says of a publishing. */
export interface PublishEntry {
  readonly action: string;
  readonly before?: object;
  readonly after?: object;
}

export interface Published {
  readonly version: number;
  readonly document: MappingDocument;
  readonly difference: DocumentDifference;
  /** As the definition stands now. */
  readonly stored: StoredDefinition;
}

/** Ids that field mappings of other definitions have: an id belongs to one field only, whose base and hash are kept by it. */
async function takenIds(tx: Tx, stored: StoredDefinition, rows: readonly MappingRow[]): Promise<ReadonlySet<string>> {
  const found = await tx.fieldMapping.findMany({
    where: { id: { in: rows.map(({ id }) => id) }, syncDefId: { not: stored.id } },
    select: { id: true },
  });
  return new Set(found.map(({ id }) => id));
}

/**
 * A row as it is stored. One that goes into another list column is another field: what was agreed on for the former column says nothing of the new
 * one, so that it gets an id of its own. What its rule has no use for is left out.
 */
function asStored(row: MappingRow, stored: StoredDefinition, taken: ReadonlySet<string>): MappingRow {
  const former = stored.fieldMappings.find(({ id }) => id === row.id);
  const isOther = taken.has(row.id) || (former !== undefined && former.targetColumnId !== row.targetColumnId);
  const inverse = row.transform === null ? null : row.inverse;
  const hasNoWayBack = row.direction === "BIDIRECTIONAL" && row.transform !== null && inverse === null;
  return {
    ...row,
    id: isOther ? randomUUID() : row.id,
    direction: hasNoWayBack ? "PUSH_ONLY" : row.direction,
    inverse,
    defaultValue: row.nullPolicy === "DEFAULT" ? row.defaultValue : null,
  };
}

type Mapping = StoredDefinition["fieldMappings"][number];

function asData({ sourceColumn: _source, targetColumn: _target, ...data }: Mapping) {
  return data;
}

/** Rows keep their ids. One that takes another column of the table is stored anew under its own, since two rows may trade columns. */
async function storeRows(tx: Tx, former: readonly Mapping[], now: readonly Mapping[]): Promise<void> {
  const formerly = new Map(former.map((mapping) => [mapping.id, mapping]));
  const stays = (mapping: Mapping) => formerly.get(mapping.id)?.sourceColumnId === mapping.sourceColumnId;
  const kept = new Set(now.filter((mapping) => formerly.has(mapping.id) && stays(mapping)).map(({ id }) => id));
  const gone = former.flatMap(({ id }) => (kept.has(id) ? [] : [id]));
  if (gone.length > 0) await tx.fieldMapping.deleteMany({ where: { id: { in: gone } } });
  const added = now.filter(({ id }) => !kept.has(id));
  if (added.length > 0) await tx.fieldMapping.createMany({ data: added.map(asData) });
  for (const mapping of now) {
    const before = formerly.get(mapping.id);
    if (!before || !kept.has(mapping.id)) continue;
    const { transformRule, inverseRule, nullPolicy, defaultValue, syncDirection } = mapping;
    const rule = { transformRule, inverseRule, nullPolicy, defaultValue, syncDirection };
    const isSame = Object.entries(rule).every(([key, value]) => before[key as keyof typeof rule] === value);
    if (!isSame) await tx.fieldMapping.update({ where: { id: mapping.id }, data: rule, select: { id: true } });
  }
}

/** The first rows of a new definition, which is its version 1. */
export async function storeFirstRows(
  tx: Tx,
  stored: StoredDefinition,
  document: MappingDocument,
): Promise<StoredDefinition> {
  const wanted = await withDocument(stored, document, tx);
  await storeRows(tx, [], wanted.fieldMappings);
  return wanted;
}

/** A document as it would be stored: a row into another list column than its published one is another field, with an id of its own. */
export async function asPublishable(
  tx: Tx,
  stored: StoredDefinition,
  document: MappingDocument,
): Promise<MappingDocument> {
  const taken = await takenIds(tx, stored, document.rows);
  return { ...document, rows: document.rows.map((row) => asStored(row, stored, taken)) };
}

/**
 * Makes a document the definition's mapping: field mappings, filter, version and audit row in one. The definition is locked by the caller
 * (`lockMapping`) and `stored` was read after that. Whether the document may be published is for the caller to say; only a row between columns of
 * another table or list throws `not-found`.
 */
export async function publishDocument(
  tx: Tx,
  context: Context,
  stored: StoredDefinition,
  next: MappingDocument,
  how: { readonly reason: string | null; readonly entry: PublishEntry },
): Promise<Published> {
  const before = documentOf(stored, await unitRowsOf(tx, stored.id));
  const document = await asPublishable(tx, stored, next);
  const wanted = await withDocument(stored, document, tx);
  if (wanted.fieldMappings.length < document.rows.length)
    throw new AppError("not-found", { message: "One of the two columns does not belong to this sync." });
  await storeRows(tx, stored.fieldMappings, wanted.fieldMappings);
  const publisher = { by: context.actor.name, reason: how.reason };
  const { rowFilter, unitRows } = document;
  const version = await raiseVersion(tx, stored.id, publisher, { data: { rowFilter }, unitRows });
  const difference = differenceOf(before, document);
  const { action, after } = how.entry;
  await recordAudit(tx, context, {
    action,
    targetKind: "sync",
    targetId: stored.id,
    targetName: stored.name,
    before: how.entry.before,
    after,
  });
  return { version, document, difference, stored: { ...wanted, mappingVersion: version } };
}
