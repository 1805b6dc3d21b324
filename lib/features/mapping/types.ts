import type { EditorColumns, TargetColumnView } from "./document/columns";
import type { DocumentDifference } from "./document/difference";
import type { MappingDocument } from "./document/document";
import type { DocumentFindings } from "./document/findings";
import type { Merged } from "./document/merge";
import type { MappingProblem } from "./document/problems";

/** The engine's words, from best to worst. */
export type FitLevel = "exact" | "safe" | "lossy" | "needs-transform" | "impossible";

/** How well one mapping fits, by its types and by the rows that were looked at. */
export interface MappingFit {
  /** `field_mappings.id` */
  readonly mappingId: string;
  readonly sourceColumn: string | null;
  readonly targetColumn: string;
  readonly level: FitLevel;
  /** In whole sentences, what real rows showed first; without values of rows. */
  readonly reasons: readonly string[];
  /** Null before it was measured. */
  readonly measured: MeasuredFit | null;
}

export interface MeasuredFit {
  readonly at: Date;
  readonly instanceLabel: string;
  readonly rows: number;
  /** Whether these are all rows; otherwise the first ones. */
  readonly isWhole: boolean;
  /** The mapping was changed since. */
  readonly isOutdated: boolean;
  readonly empty: number;
  readonly refused: number;
  /** UTF-16 units of the longest text; null for columns that hold no text. */
  readonly longest: number | null;
  /** Different values outside the column's choices; null for columns without choices. */
  readonly unknownChoices: number | null;
  /** Null where the list column is not unique. */
  readonly duplicates: number | null;
  /** Rows whose number is outside the list column's range; null for columns without one. */
  readonly outOfRange: number | null;
  /** Values of rows; null for those who may not see any. */
  readonly values: {
    readonly failing: readonly { readonly identity: string; readonly message: string }[];
    readonly unknownChoices: readonly string[];
  } | null;
}

/** What is published, as the editor begins from it. */
export interface PublishedMapping {
  readonly version: number;
  readonly document: MappingDocument;
  readonly at: Date | null;
  /** Null for a version from before versions were kept. */
  readonly by: string | null;
  readonly reason: string | null;
}

export interface MappingDraft {
  /** The published version it began from; an older one than what is published means that somebody published meanwhile. */
  readonly baseVersion: number;
  /** Raised with each saving. */
  readonly revision: number;
  readonly document: MappingDocument;
  readonly updatedAt: Date;
}

export interface OtherDraft {
  readonly by: string;
  readonly updatedAt: Date;
  readonly baseVersion: number;
}

/** What others do to a mapping while it is looked at. */
export interface MappingPulse {
  /** The published version. */
  readonly version: number;
  /** Newest first. */
  readonly otherDrafts: readonly OtherDraft[];
}

/** Everything that the editor of a definition's mapping begins with. */
export interface EditorView {
  readonly definition: {
    readonly id: string;
    readonly name: string;
    readonly isEnabled: boolean;
    readonly timeZone: string;
    readonly databaseId: string;
    readonly tableId: string;
    /** `schema.table` */
    readonly tableName: string;
    readonly siteId: string;
    readonly listId: string;
    readonly listName: string;
    readonly listWebUrl: string | null;
    readonly openRunId: string | null;
    /** What else than the mapping keeps the definition from running, in sentences. */
    readonly otherProblems: readonly string[];
  };
  readonly columns: EditorColumns;
  readonly published: PublishedMapping;
  /** Null where the person has none. */
  readonly draft: MappingDraft | null;
  readonly otherDrafts: readonly OtherDraft[];
  /** Of the draft, or of what is published where there is none. */
  readonly findings: DocumentFindings;
  /** Of those published rows that were measured on real rows; the findings tell how the others fit by their types. */
  readonly fits: readonly MappingFit[];
  readonly mayEdit: boolean;
  /** Whether samples, tries and tests are answered. */
  readonly maySeeValues: boolean;
}

/** A document as the server judges it. */
export interface DocumentExamination {
  readonly findings: DocumentFindings;
  readonly problems: readonly MappingProblem[];
}

/** What real rows hold in one column. */
export interface ColumnSample {
  readonly columnId: string;
  /** At most five different ones, in the exact text form of their kind; long ones are cut. */
  readonly examples: readonly string[];
  /** From 0 to 1; null where no row was seen. */
  readonly nullShare: number | null;
  /** UTF-16 units of the longest value, as SharePoint counts; null where there is none. */
  readonly longest: number | null;
  /** The longest was cut, so that it is at least so long. */
  readonly isLongestCut: boolean;
  readonly distinct: number;
}

export interface ColumnSamples {
  readonly columns: readonly ColumnSample[];
  /** Rows that were looked at. */
  readonly rows: number;
  /** Whether these were all rows. */
  readonly isWhole: boolean;
  readonly instanceLabel: string;
  readonly takenAt: string;
}

export type SaveDraftResult =
  /** The document is as it was sent. */
  | { readonly ok: true; readonly draft: Omit<MappingDraft, "document"> }
  /** Saved elsewhere meanwhile (another window), or discarded: then it is null. */
  | { readonly ok: false; readonly reason: "stale"; readonly draft: MappingDraft | null };

export type PublishResult =
  | {
      readonly ok: true;
      readonly version: number;
      readonly difference: DocumentDifference;
      /** What could not be restored, in sentences; only of a roll-back. */
      readonly notRestored: readonly string[];
    }
  /** Errors of the document, its failing examples among them. */
  | { readonly ok: false; readonly reason: "problems"; readonly problems: readonly MappingProblem[] }
  /** Nothing differs from what is published. */
  | { readonly ok: false; readonly reason: "no-difference" }
  /** The draft was saved elsewhere meanwhile, or discarded. */
  | { readonly ok: false; readonly reason: "stale"; readonly draft: MappingDraft | null }
  /** Somebody published meanwhile. Save what was merged as the draft, on the base of `published`, and publish again. */
  | {
      readonly ok: false;
      readonly reason: "behind";
      readonly published: PublishedMapping;
      /** What they changed since the draft began. */
      readonly theirs: DocumentDifference;
      readonly merged: Merged;
    };

export type RollBackResult = PublishResult;

/** One version, newest first in lists. */
export interface VersionRow {
  readonly version: number;
  readonly at: Date;
  readonly by: string;
  readonly reason: string | null;
  /** To the version before; null for the first that was kept. */
  readonly difference: DocumentDifference | null;
  readonly rowCount: number;
  readonly isPublished: boolean;
}

/** A version with the names that its columns have, or had. */
export interface VersionDetails extends VersionRow {
  readonly document: MappingDocument;
  /** By id, of both sides. */
  readonly columnNames: Readonly<Record<string, string>>;
}

/** One field of a row through the mapping. */
export interface TriedField {
  readonly rowId: string;
  readonly targetColumnId: string;
  readonly targetColumn: string;
  /** The cells it is made of, as the database has them. */
  readonly cells: readonly { readonly column: string; readonly value: string | null }[];
  /** In canonical form; null for no value, or where it failed. */
  readonly canonical: string | number | boolean | readonly string[] | readonly number[] | null;
  /** KEEP leaves the list's value alone. */
  readonly isKept: boolean;
  /** Why it cannot be written; null where it can. */
  readonly rejection: { readonly code: string; readonly message: string } | null;
}

export interface TriedRow {
  /** As people write it: `id=4711`. */
  readonly identity: string | null;
  /** Why the row has no usable key, or stays outside; null where it takes part. */
  readonly refusal: string | null;
  readonly isFiltered: boolean;
  readonly fields: readonly TriedField[];
  /** What would be sent for a new item, as Graph takes it; null where a field is rejected. */
  readonly json: Readonly<Record<string, unknown>> | null;
  /** The item that the row has already. */
  readonly itemId: number | null;
  readonly instanceLabel: string;
}

/** A list column that was just added. */
export interface CreatedColumn {
  readonly column: TargetColumnView;
  /** What is to be known of it, in sentences. */
  readonly remarks: readonly string[];
}

/** One exchange with Graph, without secrets. */
export interface TestExchange {
  readonly method: string;
  readonly path: string;
  /** JSON text; null for none. */
  readonly request: string | null;
  readonly status: number | null;
  readonly response: string | null;
}

/** What became of a test row, or of its undoing. */
export interface TestRun {
  readonly runId: string;
  readonly purpose: "test" | "undo";
  readonly identity: string;
  readonly state: "done" | "rejected" | "in-doubt";
  /** What was done; null where it was not. */
  readonly did: "created" | "updated" | "unchanged" | "deleted" | "restored" | null;
  /** Why not, in a sentence; null where it was done. */
  readonly reason: string | null;
  readonly exchanges: readonly TestExchange[];
  readonly itemId: number | null;
  readonly itemUrl: string | null;
  /** Whether what it wrote can be taken back. */
  readonly canUndo: boolean;
}
