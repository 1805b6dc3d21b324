import {
  type Definition,
  type DefinitionId,
  defaultGuards,
  type FieldMapping,
  type MappingId,
  type SourceColumn,
  type TargetColumn,
  type TargetType,
  type ValueKind,
} from "../types";

/** A list column with no limits of its own. */
export function targetColumn(name: string, type: TargetType, part: Partial<TargetColumn> = {}): TargetColumn {
  return { name, type, maxLength: null, choices: [], allowsOtherChoices: false, ...part };
}

/** A field that is pushed; its id is its source column's name. */
export function pushed(sourceColumn: string, sourceKind: ValueKind, target: TargetColumn): FieldMapping {
  return { id: sourceColumn as MappingId, sourceColumn, sourceKind, target, direction: "PUSH_ONLY" };
}

/** A one-way definition over `id` (integer key) and the given fields. */
export function definitionOf(mappings: readonly FieldMapping[], part: Partial<Definition> = {}): Definition {
  return {
    id: "definition" as DefinitionId,
    mode: "ONE_WAY_PUSH",
    conflictPolicy: "SOURCE_WINS",
    keyStrategy: "PRIMARY_KEY",
    keyColumns: [{ name: "id", kind: "integer" }],
    identityNamespace: "app/db/PROD/public/table",
    timeZone: "UTC",
    mappingVersion: 1,
    mappings,
    listId: "list",
    onSourceDelete: "KEEP",
    onLeftFilter: "KEEP",
    onListDelete: "RECREATE",
    markField: null,
    guards: defaultGuards,
    keyLevel: "K1",
    cursorColumn: null,
    ...part,
  };
}

/** The columns that a definition's source has. */
export function columnsOf(definition: Definition): readonly SourceColumn[] {
  const keys = definition.keyColumns.map((key) => ({ name: key.name, kind: key.kind, nativeType: key.kind }));
  const fields = definition.mappings.map((mapping) => ({
    name: mapping.sourceColumn,
    kind: mapping.sourceKind,
    nativeType: mapping.sourceKind,
  }));
  return [...keys, ...fields.filter((field) => !keys.some((key) => key.name === field.name))];
}
