import type { MappingDocument, MappingRow } from "@/lib/features/mapping/document/document";

export type Side = "source" | "target";

/** A column that was picked and waits for its other end. */
export interface Pick {
  readonly side: Side;
  readonly columnId: string;
}

export interface EditorState {
  readonly document: MappingDocument;
  /** Earlier documents, oldest first. */
  readonly past: readonly MappingDocument[];
  /** Documents that were taken back, nearest first. */
  readonly future: readonly MappingDocument[];
  /** What is being typed in: row and field. Changes of one group are taken back together. */
  readonly group: string | null;
  readonly selectedId: string | null;
  readonly pick: Pick | null;
}

/** What can be set of a mapping once it is made. */
export type RowRule = Omit<MappingRow, "id" | "sourceColumnId" | "targetColumnId">;

export type EditorAction =
  /** Makes one mapping and selects it. */
  | { readonly kind: "map"; readonly row: MappingRow }
  /** Makes several at once, as one step; none that would give a mapped list column a second mapping. */
  | { readonly kind: "map-all"; readonly rows: readonly MappingRow[] }
  /** `group` names the field being typed in; without it the change is a step of its own. */
  | { readonly kind: "change"; readonly rowId: string; readonly rule: Partial<RowRule>; readonly group?: string }
  /** Which rows take part. */
  | { readonly kind: "filter"; readonly rowFilter: string | null; readonly group?: string }
  | { readonly kind: "examples"; readonly unitRows: MappingDocument["unitRows"] }
  /** Ends a group: the person went on to something else. */
  | { readonly kind: "settle" }
  | { readonly kind: "remove"; readonly rowIds: readonly string[] }
  /** The whole document comes from elsewhere: merged, rolled back, read anew. One step, which can be taken back. */
  | { readonly kind: "replace"; readonly document: MappingDocument }
  /** As the server keeps it; there is nothing to take back. */
  | { readonly kind: "start"; readonly document: MappingDocument }
  | { readonly kind: "undo" }
  | { readonly kind: "redo" }
  | { readonly kind: "select"; readonly rowId: string | null }
  | { readonly kind: "pick"; readonly pick: Pick | null };

/** Documents share their unchanged rows, so that even large ones cost little a step. */
export const longestHistory = 200;

export function startEditing(document: MappingDocument): EditorState {
  return { document, past: [], future: [], group: null, selectedId: null, pick: null };
}

/** One step on from here; what is the same document is no step. */
function step(state: EditorState, document: MappingDocument, group: string | null = null): EditorState {
  if (document === state.document) return state;
  const continues = group !== null && group === state.group;
  const past = continues ? state.past : [...state.past, state.document].slice(-longestHistory);
  return withDocument({ ...state, past, future: [], group }, document);
}

/** What is selected must exist. */
function withDocument(state: EditorState, document: MappingDocument): EditorState {
  const isThere = document.rows.some(({ id }) => id === state.selectedId);
  return { ...state, document, selectedId: isThere ? state.selectedId : null };
}

function withRows(document: MappingDocument, rows: readonly MappingRow[]): MappingDocument {
  return { ...document, rows };
}

function map(state: EditorState, row: MappingRow): EditorState {
  const { document } = state;
  const same = document.rows.find(
    ({ sourceColumnId, targetColumnId }) =>
      sourceColumnId === row.sourceColumnId && targetColumnId === row.targetColumnId,
  );
  if (same) return { ...state, pick: null, selectedId: same.id, group: null };
  const made = step(state, withRows(document, [...document.rows, row]));
  return { ...made, pick: null, selectedId: row.id };
}

function mapAll(state: EditorState, rows: readonly MappingRow[]): EditorState {
  const taken = new Set(state.document.rows.map(({ targetColumnId }) => targetColumnId));
  const added = rows.filter(({ targetColumnId }) => {
    const isFree = !taken.has(targetColumnId);
    taken.add(targetColumnId);
    return isFree;
  });
  if (added.length === 0) return state;
  return step({ ...state, pick: null }, withRows(state.document, [...state.document.rows, ...added]));
}

function change(state: EditorState, action: EditorAction & { kind: "change" }): EditorState {
  const { document } = state;
  const row = document.rows.find(({ id }) => id === action.rowId);
  if (!row) return state;
  const changed = { ...row, ...action.rule };
  const isSame = (Object.keys(action.rule) as (keyof RowRule)[]).every((key) => row[key] === changed[key]);
  if (isSame) return state;
  const rows = document.rows.map((each) => (each === row ? changed : each));
  return step(state, withRows(document, rows), action.group === undefined ? null : `${row.id} ${action.group}`);
}

/** What an action makes of the editor. Pure: ids of new rows come with the action. */
export function editorReducer(state: EditorState, action: EditorAction): EditorState {
  switch (action.kind) {
    case "map":
      return map(state, action.row);
    case "map-all":
      return mapAll(state, action.rows);
    case "change":
      return change(state, action);
    case "filter":
      if (action.rowFilter === state.document.rowFilter) return state;
      return step(state, { ...state.document, rowFilter: action.rowFilter }, action.group ?? null);
    case "examples":
      return step(state, { ...state.document, unitRows: action.unitRows });
    case "settle":
      return state.group === null ? state : { ...state, group: null };
    case "remove": {
      const rows = state.document.rows.filter(({ id }) => !action.rowIds.includes(id));
      return rows.length === state.document.rows.length ? state : step(state, withRows(state.document, rows));
    }
    case "replace":
      return step({ ...state, pick: null }, action.document);
    case "start":
      return withDocument({ ...startEditing(action.document), selectedId: state.selectedId }, action.document);
    case "undo": {
      const document = state.past.at(-1);
      if (!document) return state;
      const future = [state.document, ...state.future];
      return withDocument({ ...state, past: state.past.slice(0, -1), future, group: null }, document);
    }
    case "redo": {
      const [document, ...future] = state.future;
      if (!document) return state;
      return withDocument({ ...state, past: [...state.past, state.document], future, group: null }, document);
    }
    case "select":
      return { ...state, selectedId: action.rowId, group: null };
    case "pick":
      return { ...state, pick: action.pick };
  }
}
