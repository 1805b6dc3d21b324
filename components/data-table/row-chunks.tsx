"use client";

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { usePrinting } from "@/components/ui/use-printing";

const rowsOfChunk = 50;
/** Pixels above and below what is seen within which rows are drawn: a quick turn of the wheel meets no gap. */
const spare = 800;
/** Of a row that was never drawn, in pixels. */
const usualHeight = 36;

/**
 * The rows of a long table as bodies of fifty, each of which is empty, but as high, while it is far from what is seen. Rows may differ in height: a
 * body's is measured when it leaves. The columns keep the widths that they had with the first rows, or they would jump with what comes and goes.
 */
export function RowChunks({ rows, columnCount }: { rows: readonly ReactNode[]; columnCount: number }) {
  const first = useRef<HTMLTableSectionElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns have other widths.
  useLayoutEffect(() => keepWidths(first.current?.closest("table")), [columnCount]);
  const chunks = Array.from({ length: Math.ceil(rows.length / rowsOfChunk) }, (_, at) =>
    rows.slice(at * rowsOfChunk, (at + 1) * rowsOfChunk),
  );
  return (
    <>
      <tbody ref={first} hidden />
      {chunks.map((chunk, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a chunk is its place.
        <Chunk key={at} rows={chunk} columnCount={columnCount} isFirst={at === 0} />
      ))}
    </>
  );
}

function Chunk({ rows, columnCount, isFirst }: { rows: readonly ReactNode[]; columnCount: number; isFirst: boolean }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [isNear, setIsNear] = useState(isFirst);
  const [height, setHeight] = useState<number | null>(null);
  const isPrinting = usePrinting();
  useEffect(() => {
    const element = body.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry) return;
        // Whoever works in a row keeps it.
        const isKept = entry.isIntersecting || element.contains(document.activeElement);
        if (!isKept && element.rows.length > 1) setHeight(entry.boundingClientRect.height);
        setIsNear(isKept);
      },
      { root: element.closest("section"), rootMargin: `${spare}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <tbody ref={body} className="last:[&>tr:last-child>td]:border-b-0">
      {isNear || isPrinting ? (
        rows
      ) : (
        <tr aria-hidden style={{ height: height ?? rows.length * usualHeight }}>
          <td colSpan={columnCount} />
        </tr>
      )}
    </tbody>
  );
}

/** Lays the table out once as its content wants it, then holds each column to that. */
function keepWidths(table: HTMLTableElement | null | undefined): void {
  if (!table) return;
  const heads = [...table.querySelectorAll<HTMLElement>("thead th")];
  table.style.tableLayout = "auto";
  const widths = heads.map((head) => head.getBoundingClientRect().width);
  for (const [at, head] of heads.entries()) head.style.width = `${widths[at]}px`;
  table.style.tableLayout = "fixed";
}
