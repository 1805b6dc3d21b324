"use client";

import {
  ArrowLeft,
  ArrowLeftRight,
  ArrowRight,
  CircleAlert,
  CircleX,
  type Equal,
  SquareFunction,
  TriangleAlert,
} from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/class-names";
import type { FitLevel } from "@/lib/features/mapping/types";
import { columnHeight } from "./column-option";
import { curve, type Line, lineBetween, lineOfExpression, withoutOverlap } from "./line-geometry";

/** A mapping or a suggestion, as the drawing needs it. */
export interface DrawnMapping {
  readonly id: string;
  readonly sourceColumnId: string | null;
  readonly targetColumnId: string;
  readonly direction: "BIDIRECTIONAL" | "PUSH_ONLY" | "PULL_ONLY";
  /** Null for a suggestion. */
  readonly level: FitLevel | null;
  readonly words: string;
}

/** One list as it is drawn beside. */
export interface DrawnSide {
  /** Ids of the columns in their present order. */
  readonly places: ReadonlyMap<string, number>;
  readonly first: number;
  readonly end: number;
  readonly scrollTop: number;
  readonly height: number;
}

interface MappingLinesProps {
  mappings: readonly DrawnMapping[];
  left: DrawnSide;
  right: DrawnSide;
  width: number;
  /** Height of what stands above the lists. */
  top: number;
  selectedId: string | null;
  mappedIds: ReadonlySet<string>;
  onSelect: (mappingId: string) => void;
}

const labelHeight = 22;

const strokes: Record<FitLevel, string> = {
  exact: "stroke-accent/55",
  safe: "stroke-accent/55",
  lossy: "stroke-attention/70",
  "needs-transform": "stroke-conflict/70",
  impossible: "stroke-failed/70",
};

const inks: Record<FitLevel, string> = {
  exact: "text-ink-muted",
  safe: "text-ink-muted",
  lossy: "text-attention",
  "needs-transform": "text-conflict",
  impossible: "text-failed",
};

const arrows = { BIDIRECTIONAL: ArrowLeftRight, PUSH_ONLY: ArrowRight, PULL_ONLY: ArrowLeft };
const signs: Record<FitLevel, typeof Equal | null> = {
  exact: null,
  safe: null,
  lossy: TriangleAlert,
  "needs-transform": CircleAlert,
  impossible: CircleX,
};

function lineOf(mapping: DrawnMapping, left: DrawnSide, right: DrawnSide): Line | null {
  const to = right.places.get(mapping.targetColumnId) ?? null;
  if (mapping.sourceColumnId === null) return to === null ? null : lineOfExpression(to, right, columnHeight);
  return lineBetween({ from: left.places.get(mapping.sourceColumnId) ?? null, to }, left, right, columnHeight);
}

/**
 * The lines between both lists, with how well each mapping fits. Decoration: all of it is said by the table below, so that it is hidden from screen
 * readers, and what the pointer can do here the keyboard does there.
 */
export function MappingLines({
  mappings,
  left,
  right,
  width,
  top,
  selectedId,
  mappedIds,
  onSelect,
}: MappingLinesProps) {
  const height = Math.max(left.height, right.height);
  const drawn = mappings.flatMap((mapping) => {
    const line = lineOf(mapping, left, right);
    return line ? [{ mapping, line }] : [];
  });
  const weight = ({ mapping }: { mapping: DrawnMapping }) =>
    mapping.id === selectedId ? 0 : mapping.level === null ? 2 : 1;
  const ranked = drawn.toSorted((a, b) => weight(a) - weight(b));
  const labelled = withoutOverlap(
    ranked.map(({ mapping, line }) => ({ id: mapping.id, y: line.middleY })),
    labelHeight,
  );
  return (
    <div
      aria-hidden
      className="relative select-none overflow-hidden"
      style={{ marginTop: top, height }}
      onClick={(event) => {
        const id = (event.target as Element).closest<SVGElement | HTMLElement>("[data-mapping]")?.dataset.mapping;
        if (id !== undefined) onSelect(id);
      }}
    >
      <svg width={width} height={height} className="absolute inset-0" role="presentation">
        {ranked.toReversed().map(({ mapping, line }) => (
          <LinePath
            key={mapping.id}
            mapping={mapping}
            line={line}
            width={width}
            isSelected={mapping.id === selectedId}
          />
        ))}
        <Dots side={left} x={4} mappedIds={mappedIds} name="source" />
        <Dots side={right} x={width - 4} mappedIds={mappedIds} name="target" />
        <path data-drag-line="" className="pointer-events-none fill-none stroke-2 stroke-accent" />
      </svg>
      {drawn
        .filter(({ mapping }) => labelled.has(mapping.id))
        .map(({ mapping, line }) => (
          <LineLabel key={mapping.id} mapping={mapping} line={line} isSelected={mapping.id === selectedId} />
        ))}
    </div>
  );
}

function LinePath({
  mapping,
  line,
  width,
  isSelected,
}: {
  mapping: DrawnMapping;
  line: Line;
  width: number;
  isSelected: boolean;
}) {
  const fromX = mapping.sourceColumnId === null ? width / 2 : 4;
  const path = curve(fromX, line.fromY, width - 4, line.toY);
  return (
    <g data-mapping={mapping.id} className={cx(mapping.level !== null && "cursor-pointer")}>
      <path d={path} className="fill-none stroke-[10] stroke-transparent" />
      <path
        d={path}
        className={cx(
          "fill-none",
          mapping.level === null ? "stroke-line-control [stroke-dasharray:3_4]" : strokes[mapping.level],
          isSelected ? "stroke-[2.5] stroke-accent" : "stroke-[1.5]",
        )}
      />
    </g>
  );
}

/** A dot a column: full where it is mapped. Dragging begins here for fingers, whose drag on the list scrolls it. */
function Dots({
  side,
  x,
  mappedIds,
  name,
}: {
  side: DrawnSide;
  x: number;
  mappedIds: ReadonlySet<string>;
  name: string;
}) {
  const dots: ReactNode[] = [];
  for (const [id, place] of side.places) {
    if (place < side.first || place >= side.end) continue;
    const y = place * columnHeight + columnHeight / 2 - side.scrollTop;
    if (y < -columnHeight || y > side.height + columnHeight) continue;
    dots.push(
      <g key={id} data-side={name} data-column={id} className="cursor-grab touch-none">
        <rect x={x - 12} y={y - 14} width={24} height={28} className="fill-transparent" />
        <circle
          cx={x}
          cy={y}
          r={3.5}
          className={mappedIds.has(id) ? "fill-accent stroke-accent" : "fill-surface stroke-line-control"}
          strokeWidth={1.25}
        />
      </g>,
    );
  }
  return dots;
}

function LineLabel({ mapping, line, isSelected }: { mapping: DrawnMapping; line: Line; isSelected: boolean }) {
  const Arrow = mapping.sourceColumnId === null ? SquareFunction : arrows[mapping.direction];
  const Sign = mapping.level === null ? null : signs[mapping.level];
  return (
    <span
      data-mapping={mapping.id}
      style={{ top: line.middleY - labelHeight / 2 + 1, left: mapping.sourceColumnId === null ? "62%" : "50%" }}
      className={cx(
        "absolute flex h-5 cursor-pointer max-w-[76%] -translate-x-1/2 items-center gap-1 rounded-full border bg-canvas px-1.5 text-xs",
        mapping.level === null
          ? "border-line-control/60 border-dashed text-ink-muted"
          : cx("cursor-pointer border-line", inks[mapping.level]),
        isSelected && "border-accent bg-accent-soft",
      )}
    >
      {mapping.level !== null && <Arrow className="size-3 shrink-0 text-accent" strokeWidth={2} />}
      {Sign && <Sign className="size-3 shrink-0" strokeWidth={2} />}
      <span className="truncate">{mapping.words}</span>
    </span>
  );
}
