import { markId } from "@/lib/engine/mark";
import { inBaseForm } from "@/lib/engine/normalise";
import type { FieldValues, HeldField, MappingId } from "@/lib/engine/types";
import { sameValue } from "@/lib/engine/value";
import { describeError } from "@/lib/errors/codes";
import { changesOf, shownValue } from "@/lib/features/runs/changes";
import type { StoredDefinition } from "@/lib/sync/load-definition";
import type { GatheredRow } from "@/lib/sync/row/gather-row";
import type { OpenOperationRecord, RejectionRecord } from "@/lib/sync/row/row-record";
import { causeLabels, type FieldState } from "./labels";
import type {
  HeldValue,
  PassportEntry,
  PassportField,
  PassportRejection,
  PendingOperation,
  RowPassport,
} from "./types";

/** SharePoint's own form for showing an item of a list. */
export function itemUrl(listUrl: string | null, itemId: number | null): string | null {
  if (listUrl === null || itemId === null) return null;
  return `${listUrl.replace(/\/$/, "")}/DispForm.aspx?ID=${itemId}`;
}

export function entryOf(stored: StoredDefinition, { record }: GatheredRow): PassportEntry | null {
  const { entry } = record;
  if (!entry) return null;
  return {
    id: entry.id,
    state: entry.state,
    itemId: entry.itemId,
    itemUrl: entry.state === "DELETED" ? null : itemUrl(stored.targetList.webUrl, entry.itemId),
    cause: entry.cause === null ? null : (causeLabels[entry.cause] ?? entry.cause),
    leftAt: entry.leftAt,
    firstSeenAt: entry.createdAt,
    lastSyncAt: entry.lastSyncAt,
    lastRunId: entry.lastRunId,
    etag: entry.etag,
    instanceLabel: entry.instanceLabel,
  };
}

export function sourceOf({ source }: GatheredRow): RowPassport["source"] {
  if (!source.ok) return source;
  const { instanceLabel, columns, rows } = source.value;
  const [row] = rows;
  const values = row
    ? columns.map(({ name, nativeType }, index) => ({ column: name, type: nativeType, value: row[index] ?? null }))
    : [];
  return { ok: true, value: { instanceLabel, rows: rows.length, values } };
}

export function listOf(stored: StoredDefinition, { list }: GatheredRow): RowPassport["list"] {
  if (!list.ok) return list;
  if (list.value === null) return { ok: true, value: null };
  const { item, foundBy } = list.value;
  const { itemId, etag } = item;
  return { ok: true, value: { itemId, itemUrl: itemUrl(stored.targetList.webUrl, itemId), foundBy, etag } };
}

export const heldField = (mappingId: string, column: string, { code, ours, theirs }: HeldField): HeldValue => ({
  mappingId,
  column,
  code,
  ours: shownValue(ours),
  theirs: shownValue(theirs),
});

/** Each mapped field as table, agreement and list have it. */
export function fieldsOf(stored: StoredDefinition, gathered: GatheredRow): readonly PassportField[] {
  const { record, source, list, mapped } = gathered;
  const base = record.entry?.base ?? null;
  const wanted = mapped?.ok && mapped.value.ok ? mapped.value.values(base) : null;
  const shown = list.ok ? (list.value?.item.values ?? null) : null;
  const row = source.ok ? source.value.rows[0] : undefined;
  const cellOf = (column: string): string | null | undefined => {
    const at = source.ok ? source.value.columns.findIndex((each) => each.name === column) : -1;
    return row && at !== -1 ? (row[at] ?? null) : undefined;
  };
  return stored.fieldMappings
    .toSorted((a, b) => (a.sourceColumn?.ordinalPosition ?? 0) - (b.sourceColumn?.ordinalPosition ?? 0))
    .map((mapping) => {
      const id = mapping.id as MappingId;
      const held = record.entry?.held?.[id];
      return {
        mappingId: id,
        sourceColumn: mapping.sourceColumnName ?? mapping.transformRule ?? "",
        targetColumn: mapping.targetColumnName,
        isKey: mapping.isKey,
        source: cellOf(mapping.sourceColumn?.columnName ?? ""),
        wanted: known(wanted, id),
        base: known(base, id),
        list: known(shown, id),
        held: held ? heldField(id, mapping.targetColumnName, held) : null,
        state: held
          ? "held"
          : stateOf(id, { wanted, base, held: shown && inBaseForm(shown, base, record.entry?.listForm ?? null) }),
      };
    });
}

const known = (values: FieldValues | null, id: MappingId) =>
  values === null || !(id in values) ? undefined : shownValue(values[id]);

function stateOf(
  id: MappingId,
  { wanted, base, held }: Readonly<Record<"wanted" | "base" | "held", FieldValues | null>>,
): FieldState {
  if (base === null || !(id in base)) {
    if (wanted === null || held === null) return "unknown";
    return sameValue(wanted[id] ?? null, held[id] ?? null) ? "same" : "both-changed";
  }
  const isChanged = wanted !== null && !sameValue(wanted[id] ?? null, base[id]);
  const isEdited = held !== null && !sameValue(held[id] ?? null, base[id]);
  if (isChanged && isEdited) return sameValue(wanted[id] ?? null, held[id] ?? null) ? "same" : "both-changed";
  if (isChanged) return "row-changed";
  if (isEdited) return "item-edited";
  return wanted === null || held === null ? "unknown" : "same";
}

export const mappedNames = (stored: StoredDefinition): ReadonlyMap<string, string> =>
  new Map([
    ...stored.fieldMappings.map((mapping) => [mapping.id as string, mapping.targetColumnName] as const),
    [markId, stored.markColumn?.columnName ?? "mark"],
  ]);

export function pendingOf(stored: StoredDefinition, operation: OpenOperationRecord | null): PendingOperation | null {
  if (operation === null) return null;
  const { kind, state, runId, attempts, notBefore, intended, before } = operation;
  return { kind, state, runId, attempts, notBefore, changes: changesOf(kind, intended, before, mappedNames(stored)) };
}

export function rejectionOf(record: RejectionRecord): PassportRejection {
  const { title, remedy } = describeError(record.code);
  const { id, code, field, message, attempts, firstSeenAt, lastSeenAt, nextRetryAt, resolvedAt } = record;
  return { id, code, title, remedy, field, message, attempts, firstSeenAt, lastSeenAt, nextRetryAt, resolvedAt };
}
