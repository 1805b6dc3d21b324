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
  return { ...plain, id: sourceColumn as MappingId, sourceColumn, sourceKind, target };
}

const plain = { direction: "PUSH_ONLY", transform: null, nullPolicy: "CLEAR", defaultValue: null } as const;

/** A field that an expression makes; its id is its list column's name. */
export function computed(transform: string, target: TargetColumn, part: Partial<FieldMapping> = {}): FieldMapping {
  return { ...plain, id: target.name as MappingId, sourceColumn: null, sourceKind: null, transform, target, ...part };
}

/** A one-way definition over `id` (integer key) and the given fields. */
export function definitionOf(mappings: readonly FieldMapping[], part: Partial<Definition> = {}): Definition {
  const definition: Definition = {
    id: "definition" as DefinitionId,
    mode: "ONE_WAY_PUSH",
    conflictPolicy: "SOURCE_WINS",
    keyStrategy: "PRIMARY_KEY",
    keyColumns: [{ name: "id", kind: "integer" }],
    identityNamespace: "app/db/PROD/public/table",
    timeZone: "UTC",
    mappingVersion: 1,
    mappings,
    columns: [],
    rowFilter: null,
    facts: { id: "run", startedAt: "2026-01-01T00:00:00Z", definitionName: "definition" },
    listId: "list",
    onSourceDelete: "KEEP",
    onLeftFilter: "KEEP",
    onListDelete: "RECREATE",
    markField: null,
    formerMarks: [],
    guards: defaultGuards,
    keyLevel: "K1",
    cursorColumn: null,
    ...part,
  };
  return { ...definition, columns: part.columns ?? columnsOf(definition) };
}

/** The columns that a definition's source has: those named for it, or else its keys and mapped ones. */
export function columnsOf(definition: Definition): readonly SourceColumn[] {
  if (definition.columns.length > 0) return definition.columns;
  const keys = definition.keyColumns.map((key) => ({ name: key.name, kind: key.kind, nativeType: key.kind }));
  const fields = definition.mappings.flatMap(({ sourceColumn, sourceKind }) =>
    sourceColumn && sourceKind ? [{ name: sourceColumn, kind: sourceKind, nativeType: sourceKind }] : [],
  );
  return [...keys, ...fields.filter((field) => !keys.some((key) => key.name === field.name))];
}
