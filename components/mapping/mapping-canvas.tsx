"use client";

import { type RefObject, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { cx } from "@/components/ui/class-names";
import { columnHeight } from "./column-option";
import { ColumnPane, type PaneHandle } from "./column-pane";
import type { Pick, Side } from "./editor-state";
import type { EndColumn } from "./end-columns";
import { type DrawnMapping, MappingLines } from "./mapping-lines";
import { useDrag } from "./use-drag";
import { useWindow } from "./use-window";

/** Which columns are shown on both sides. */
export type ColumnFilter = "all" | "mapped" | "free" | "problems";

export interface CanvasSide {
  readonly title: string;
  readonly columns: readonly EndColumn[];
  readonly mappedIds: ReadonlySet<string>;
  /** What is wrong with a column or its mapping, by column. */
  readonly problems: ReadonlyMap<string, string>;
}

export interface CanvasHandle {
  readonly goTo: (side: Side, columnId: string) => void;
}

interface MappingCanvasProps {
  source: CanvasSide;
  target: CanvasSide;
  drawn: readonly DrawnMapping[];
  filter: ColumnFilter;
  pick: Pick | null;
  selected: { readonly id: string; readonly sourceColumnId: string | null; readonly targetColumnId: string } | null;
  mayEdit: boolean;
  handle: RefObject<CanvasHandle | null>;
  onPick: (pick: Pick | null) => void;
  onMap: (sourceColumnId: string, targetColumnId: string) => void;
  onSelect: (mappingId: string) => void;
  /** A column was chosen by somebody who may only read, or is mapped: its mapping is shown. */
  onShow: (side: Side, columnId: string) => void;
  onRemove: (side: Side, columnId: string) => void;
}

const mostRows = 12;
/** Of the search box above each list, with its edge. */
const headHeight = 50;
const gapWidth = 216;
/** Where there is little room the names have it. */
const gapOf = (width: number) => (width >= 880 ? gapWidth : width >= 560 ? 152 : 88);

function shown(side: CanvasSide, filter: ColumnFilter, search: string): readonly EndColumn[] {
  const word = search.trim().toLowerCase();
  return side.columns.filter((column) => {
    if (filter === "mapped" && !side.mappedIds.has(column.id)) return false;
    if (filter === "free" && side.mappedIds.has(column.id)) return false;
    if (filter === "problems" && !side.problems.has(column.id)) return false;
    return word === "" || `${column.name} ${column.title ?? ""}`.toLowerCase().includes(word);
  });
}

const placesOf = (columns: readonly EndColumn[]) => new Map(columns.map(({ id }, index) => [id, index]));

/** The two lists and the lines between them. */
export function MappingCanvas(props: MappingCanvasProps) {
  const { source, target, drawn, filter, pick, selected, mayEdit, handle, onPick, onMap, onSelect, onShow, onRemove } =
    props;
  const area = useRef<HTMLDivElement>(null);
  const panes = { source: useRef<PaneHandle>(null), target: useRef<PaneHandle>(null) };
  const [search, setSearch] = useState({ source: "", target: "" });
  const left = useMemo(() => shown(source, filter, search.source), [source, filter, search.source]);
  const right = useMemo(() => shown(target, filter, search.target), [target, filter, search.target]);
  const leftPlaces = useMemo(() => placesOf(left), [left]);
  const rightPlaces = useMemo(() => placesOf(right), [right]);
  const rows = Math.min(Math.max(source.columns.length, target.columns.length, 3), mostRows);
  const height = rows * columnHeight;
  const leftWindow = useWindow<HTMLDivElement>(left.length, columnHeight, height);
  const rightWindow = useWindow<HTMLDivElement>(right.length, columnHeight, height);
  const width = useWidth(area);
  useDrag(area, mayEdit, onMap);
  useImperativeHandle(handle, () => ({ goTo: (side, columnId) => panes[side].current?.goTo(columnId) }));

  const choose = (side: Side, columnId: string, by: "keyboard" | "pointer") => {
    const other: Side = side === "source" ? "target" : "source";
    if (!mayEdit) return onShow(side, columnId);
    if (pick === null || pick.side === side) {
      const isSame = pick?.columnId === columnId;
      onPick(isSame ? null : { side, columnId });
      if (!isSame) onShow(side, columnId);
      if (!isSame && by === "keyboard") panes[other].current?.startSearch();
      return;
    }
    if (side === "source") onMap(columnId, pick.columnId);
    else onMap(pick.columnId, columnId);
    setSearch({ source: "", target: "" });
    if (by === "keyboard") panes[other].current?.goTo(pick.columnId);
  };
  const pane = (side: Side, of: CanvasSide, columns: readonly EndColumn[], seen: typeof leftWindow) => (
    <ColumnPane
      side={side}
      title={of.title}
      columns={columns}
      window={seen}
      height={height}
      search={search[side]}
      onSearch={(text) => setSearch((before) => ({ ...before, [side]: text }))}
      handle={panes[side]}
      pickedId={pick?.side === side ? pick.columnId : null}
      selectedId={(side === "source" ? selected?.sourceColumnId : selected?.targetColumnId) ?? null}
      mappedIds={of.mappedIds}
      problems={of.problems}
      isReadOnly={!mayEdit}
      onChoose={(columnId, by) => choose(side, columnId, by)}
      onCancel={() => onPick(null)}
      onRemove={(columnId) => mayEdit && onRemove(side, columnId)}
      empty={search[side] === "" ? "No column is like that." : `No column is called “${search[side].slice(0, 40)}”.`}
    />
  );
  return (
    <div
      ref={area}
      className={cx(
        // On paper the table below tells the same.
        "grid grid-cols-[minmax(0,1fr)_var(--gap)_minmax(0,1fr)] print:hidden",
        "data-dragging:cursor-grabbing [&_[data-over]]:bg-accent-soft",
      )}
      style={{ "--gap": `${width.gap}px` } as React.CSSProperties}
    >
      {pane("source", source, left, leftWindow)}
      <MappingLines
        mappings={drawn}
        left={{ ...leftWindow, places: leftPlaces }}
        right={{ ...rightWindow, places: rightPlaces }}
        width={width.gap}
        top={headHeight}
        selectedId={selected?.id ?? null}
        mappedIds={useMemo(
          () => new Set([...source.mappedIds, ...target.mappedIds]),
          [source.mappedIds, target.mappedIds],
        )}
        onSelect={onSelect}
      />
      {pane("target", target, right, rightWindow)}
    </div>
  );
}

/** How wide the gap between the lists is: less where there is little room. */
function useWidth(area: RefObject<HTMLElement | null>): { readonly gap: number } {
  const [gap, setGap] = useState(gapWidth);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setGap(gapOf(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [area]);
  return { gap };
}
