import type {
  Definition,
  DefinitionId,
  FieldMapping,
  MappingId,
  SourceColumn,
  TargetColumn,
  TargetType,
  ValueKind,
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
