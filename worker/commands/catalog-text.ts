import type {
  IntrospectedColumn,
  IntrospectedConstraint,
  IntrospectedIndex,
  IntrospectedTable,
} from "@/lib/connectors/connector";
import { formatBytes } from "@/lib/format/bytes";
import { formatNumber } from "@/lib/format/number";
import { oneLine, textTable } from "./terminal-text";

const longestDefault = 60;

/** One table for people: its head, its columns, its constraints and indexes. Ends with an empty line. */
export function tableText(table: IntrospectedTable): string {
  const columns = [
    ["#", "column", "type", "null", "key", "default", "comment"],
    ...table.columns.map((column) => [
      String(column.ordinal),
      column.name,
      column.nativeType,
      column.isNullable ? "yes" : "no",
      keyOf(column, table.constraints),
      defaultOf(column),
      column.comment ?? "",
    ]),
  ];
  const shown = table.columns.some(({ comment }) => comment) ? columns : columns.map((row) => row.slice(0, -1));
  return [
    headOf(table),
    table.comment ? `  ${oneLine(table.comment)}\n` : "",
    textTable(shown, "  "),
    section("constraints", table.constraints.map(constraintText)),
    section("indexes", table.indexes.map(indexText)),
    "\n",
  ].join("");
}

function headOf({ schema, name, variety, type, rowEstimate, sizeBytes }: IntrospectedTable): string {
  const facts = [
    (variety ?? (type === "VIEW" ? "view" : "table")).replaceAll("-", " "),
    rowEstimate === null ? "rows unknown" : `about ${formatNumber(rowEstimate)} ${rowEstimate === 1 ? "row" : "rows"}`,
    ...(sizeBytes === null ? [] : [formatBytes(sizeBytes)]),
  ];
  return `${oneLine(schema)}.${oneLine(name)}: ${facts.join(", ")}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `  ${title}\n${lines.map((line) => `    ${oneLine(line)}\n`).join("")}`;
}

function keyOf(column: IntrospectedColumn, constraints: readonly IntrospectedConstraint[]): string {
  const isForeign = constraints.some(({ type, columns }) => type === "FOREIGN_KEY" && columns.includes(column.name));
  return [column.isPrimaryKey && "PK", isForeign && "FK", column.isUnique && !column.isPrimaryKey && "UQ"]
    .filter(Boolean)
    .join(" ");
}

function defaultOf(column: IntrospectedColumn): string {
  if (column.isRowVersion) return "row version";
  if (column.isIdentity) return "identity";
  const text = column.defaultValue ?? "";
  const short = text.length > longestDefault ? `${text.slice(0, longestDefault)}…` : text;
  return column.isGenerated ? `generated: ${short}` : short;
}

const constraintWords = { PRIMARY_KEY: "primary key", FOREIGN_KEY: "foreign key", UNIQUE: "unique", CHECK: "check" };

function constraintText(constraint: IntrospectedConstraint): string {
  const { name, type, columns, referencedTable, referencedColumns, definition } = constraint;
  if (type === "CHECK") return `${name}: ${definition ?? constraintWords.CHECK}`;
  const target = referencedTable === null ? "" : ` → ${referencedTable}`;
  const targetColumns = referencedColumns ? ` (${referencedColumns.join(", ")})` : "";
  return `${name}: ${constraintWords[type]} (${columns.join(", ")})${target}${targetColumns}`;
}

function indexText(index: IntrospectedIndex): string {
  const parts = index.columns.map((part) => (index.descendingColumns?.includes(part) ? `${part} DESC` : part));
  return [
    `${index.name}: ${index.isUnique ? "unique " : ""}${index.method} (${parts.join(", ")})`,
    index.includedColumns?.length ? `including (${index.includedColumns.join(", ")})` : "",
    index.predicate ? `where ${index.predicate}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
