import { identityOf } from "@/lib/engine/identity";
import { readKeyText } from "@/lib/engine/key-text";
import type { Identity, SourceValue, ValueKind } from "@/lib/engine/types";
import type { StoredDefinition } from "../load-definition";

/** Which row is meant: its key values and identity, or why the text names none. */
export type NamedRow =
  | {
      readonly ok: true;
      readonly identity: Identity;
      readonly values: readonly SourceValue[];
      /** Which of equal rows, from 1 on; null where the key identifies a row. */
      readonly number: number | null;
    }
  | { readonly ok: false; readonly message: string };

/** The key columns as the engine knows them; also of a definition that cannot run. */
export function keyColumnsOf(stored: StoredDefinition) {
  return stored.keyColumns.map(({ column }) => ({ name: column.columnName, kind: column.valueKind as ValueKind }));
}

/** Reads a key as a person, or the ledger, wrote it. */
export function nameRow(stored: StoredDefinition, text: string): NamedRow {
  const keyColumns = keyColumnsOf(stored);
  if (keyColumns.length === 0) return { ok: false, message: "No key column is chosen." };
  const read = readKeyText(keyColumns, text);
  if (!read.ok) return read;
  const number = stored.keyStrategy === "HASHED" ? (read.number ?? 1) : null;
  const identity = identityOf(keyColumns, read.values, number ?? undefined);
  return { ok: true, identity, values: read.values, number };
}
