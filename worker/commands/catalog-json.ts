import type { IntrospectedTable } from "@/lib/connectors/connector";

/** Raised when a field changes its meaning or goes; new fields may come at any time. */
export const catalogFormat = 1;

/**
 * One table as it stands in the JSON document: the names of the connector contract (`lib/connectors/connector.ts`), each written out here,
 * so that the document changes only when somebody means it to. Documented in docs/introspect.md.
 */
export function tableJson(table: IntrospectedTable): string {
  return JSON.stringify({
    schema: table.schema,
    name: table.name,
    type: table.type,
    variety: table.variety,
    rowEstimate: table.rowEstimate,
    sizeBytes: table.sizeBytes,
    comment: table.comment,
    columns: table.columns.map((column) => ({
      ordinal: column.ordinal,
      name: column.name,
      dataType: column.dataType,
      nativeType: column.nativeType,
      kind: column.kind,
      maxLength: column.maxLength,
      precision: column.precision,
      scale: column.scale,
      isNullable: column.isNullable,
      defaultValue: column.defaultValue,
      isIdentity: column.isIdentity,
      isGenerated: column.isGenerated,
      isPrimaryKey: column.isPrimaryKey,
      isUnique: column.isUnique,
      isRowVersion: column.isRowVersion,
      collation: column.collation,
      comment: column.comment,
      enumValues: column.enumValues,
    })),
    constraints: table.constraints.map((constraint) => ({
      name: constraint.name,
      type: constraint.type,
      columns: constraint.columns,
      referencedTable: constraint.referencedTable,
      referencedColumns: constraint.referencedColumns,
      definition: constraint.definition,
    })),
    indexes: table.indexes.map((index) => ({
      name: index.name,
      isUnique: index.isUnique,
      method: index.method,
      columns: index.columns,
      descendingColumns: index.descendingColumns,
      includedColumns: index.includedColumns,
      predicate: index.predicate,
      isWhole: index.isWhole,
      definition: index.definition,
    })),
  });
}
