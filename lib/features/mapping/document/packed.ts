import type { EditorView } from "../types";
import { isSamePart } from "./document";

/** Objects of one shape: what they have in common is said once. */
interface Packed {
  readonly usual: object;
  /** Of each object what differs. */
  readonly rows: readonly object[];
}

/** The view of an editor on its way to the browser, with its long lists as one text. */
export interface PackedView {
  readonly view: EditorView;
  /** JSON of the lists that are empty in `view`. */
  readonly lists: string;
}

interface Lists {
  readonly sources: Packed;
  readonly targets: Packed;
  readonly published: Packed;
  readonly draft: Packed;
  readonly findings: Packed;
}

/** What any object of the list has, as the one in the middle has it; one at the end is often unlike the others. */
function pack(rows: readonly object[]): Packed {
  const middle = Object.entries(rows[Math.floor(rows.length / 2)] ?? {});
  const usual = Object.fromEntries(middle.filter(([name]) => rows.every((row) => Object.hasOwn(row, name))));
  const unlike = ([name, value]: [string, unknown]) => !Object.hasOwn(usual, name) || !isSamePart(usual[name], value);
  return { usual, rows: rows.map((row) => Object.fromEntries(Object.entries(row).filter(unlike))) };
}

function unpack<T>({ usual, rows }: Packed): readonly T[] {
  return rows.map((row) => ({ ...usual, ...row }) as T); // As it was packed.
}

/**
 * Packs a view for the browser. What a component gets is written, read and checked value by value by the server and twice more on its way: of two sides of
 * 500 columns that costs more than all else of the page, as a text nearly nothing. The lists must be plain JSON, without dates.
 */
export function packView(view: EditorView): PackedView {
  const { columns, published, draft, findings } = view;
  const lists: Lists = {
    sources: pack(columns.sources),
    targets: pack(columns.targets),
    published: pack(published.document.rows),
    draft: pack(draft?.document.rows ?? []),
    findings: pack(findings.rows),
  };
  return {
    lists: JSON.stringify(lists),
    view: {
      ...view,
      columns: { ...columns, sources: [], targets: [] },
      published: { ...published, document: { ...published.document, rows: [] } },
      draft: draft && { ...draft, document: { ...draft.document, rows: [] } },
      findings: { ...findings, rows: [] },
    },
  };
}

/** The view as it was packed. */
export function unpackView({ view, lists }: PackedView): EditorView {
  const { columns, published, draft, findings } = view;
  const packed = JSON.parse(lists) as Lists; // Of `packView`.
  return {
    ...view,
    columns: { ...columns, sources: unpack(packed.sources), targets: unpack(packed.targets) },
    published: { ...published, document: { ...published.document, rows: unpack(packed.published) } },
    draft: draft && { ...draft, document: { ...draft.document, rows: unpack(packed.draft) } },
    findings: { ...findings, rows: unpack(packed.findings) },
  };
}
