import type { EditorColumns, SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";
import { isSamePart, type MappingDocument, type MappingRow } from "@/lib/features/mapping/document/document";
import type { DocumentFindings } from "@/lib/features/mapping/document/findings";
import { type MappingProblem, problemsOf } from "@/lib/features/mapping/document/problems";
import { typeFitOf } from "@/lib/features/mapping/document/type-fit";
import type { MappingFit, PublishedMapping } from "@/lib/features/mapping/types";

/** One mapping with what is known of both its ends. */
export interface RowView {
  readonly row: MappingRow;
  /** Null for an expression, or a column that is gone. */
  readonly source: SourceColumnView | null;
  readonly target: TargetColumnView | null;
  /** Null while the server has not judged its expression yet. */
  readonly fit: MappingFit | null;
  readonly problems: readonly MappingProblem[];
}

/** A document as the server judged it. */
export interface Examined {
  readonly document: MappingDocument;
  readonly findings: DocumentFindings;
}

export const sourceName = ({ row, source }: RowView) =>
  source?.name ?? (row.sourceColumnId === null ? "Expression" : "A column that is gone");

export const targetName = ({ target }: RowView) => target?.name ?? "A list column that is gone";

/** What the server said of those rows and parts that are still as it saw them. */
function stillTrue(document: MappingDocument, { document: seen, findings }: Examined): DocumentFindings {
  const before = new Map(seen.rows.map((row) => [row.id, row]));
  const unchanged = new Set(document.rows.filter((row) => isSamePart(row, before.get(row.id))).map(({ id }) => id));
  return {
    rows: findings.rows.filter(({ rowId }) => unchanged.has(rowId)),
    rowFilter: seen.rowFilter === document.rowFilter ? findings.rowFilter : null,
    // An example runs through all rows.
    unitRows: isSamePart(seen, document) ? findings.unitRows : [],
  };
}

interface ViewsInput {
  readonly document: MappingDocument;
  readonly columns: EditorColumns;
  readonly examined: Examined;
  readonly published: PublishedMapping;
  /** As measured on real rows, of what is published. */
  readonly fits: readonly MappingFit[];
}

/**
 * The mappings in the table's order, expressions last, each with its fit and its problems, and all problems besides. A fit that was measured belongs to the
 * published row: a row that was changed since is judged by its types, or by what the server says of its expression.
 */
export function viewsOf({ document, columns, examined, published, fits }: ViewsInput): {
  readonly views: readonly RowView[];
  readonly problems: readonly MappingProblem[];
} {
  const findings = stillTrue(document, examined);
  const problems = problemsOf(document, columns, findings);
  const sources = new Map(columns.sources.map((column) => [column.id, column]));
  const targets = new Map(columns.targets.map((column) => [column.id, column]));
  const publishedRows = new Map(published.document.rows.map((row) => [row.id, row]));
  const measured = new Map(fits.map((fit) => [fit.mappingId, fit]));
  const found = new Map(findings.rows.map((finding) => [finding.rowId, finding]));
  const ofRow = new Map<string, MappingProblem[]>();
  for (const problem of problems) {
    if (problem.rowId !== null) ofRow.set(problem.rowId, [...(ofRow.get(problem.rowId) ?? []), problem]);
  }
  const fitOfRow = (row: MappingRow, source: SourceColumnView | null, target: TargetColumnView | null) => {
    const stored = measured.get(row.id);
    if (stored && isSamePart(publishedRows.get(row.id), row)) return stored;
    const told = found.get(row.id) ?? (row.transform === null && source && target ? typeFitOf(source, target) : null);
    if (!told) return null;
    const names = { sourceColumn: source?.name ?? null, targetColumn: target?.name ?? "" };
    return { mappingId: row.id, ...names, level: told.level, reasons: told.reasons, measured: null };
  };
  const views = document.rows.map((row) => {
    const source = (row.sourceColumnId !== null && sources.get(row.sourceColumnId)) || null;
    const target = targets.get(row.targetColumnId) ?? null;
    return { row, source, target, fit: fitOfRow(row, source, target), problems: ofRow.get(row.id) ?? [] };
  });
  const place = ({ source }: RowView) => source?.ordinal ?? Number.MAX_SAFE_INTEGER;
  return { views: views.toSorted((a, b) => place(a) - place(b)), problems };
}

/** What a line and a badge say of a fit in a word or two: what real rows showed, or the word for the level. */
export function fitWords(fit: MappingFit | null, labels: Record<MappingFit["level"], string>): string {
  if (!fit) return "being checked";
  const { measured, level } = fit;
  if (measured && !measured.isOutdated && measured.refused > 0 && measured.rows > 0) {
    const percent = (measured.refused / measured.rows) * 100;
    return `${percent < 0.1 ? "< 0.1" : percent.toFixed(1)} % refused`;
  }
  return labels[level];
}
