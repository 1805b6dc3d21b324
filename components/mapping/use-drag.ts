"use client";

import { type RefObject, useEffect, useRef } from "react";
import type { Side } from "./editor-state";
import { curve } from "./line-geometry";

interface ColumnAt {
  readonly side: Side;
  readonly columnId: string;
  readonly element: Element;
}

/** Pixels that a pressed pointer moves before it drags and no longer clicks. */
const threshold = 5;

function columnAt(target: EventTarget | null): ColumnAt | null {
  const element = target instanceof Element ? target.closest<HTMLElement | SVGElement>("[data-column]") : null;
  const { side, column } = element?.dataset ?? {};
  return element && column !== undefined && (side === "source" || side === "target")
    ? { side, columnId: column, element }
    : null;
}

/**
 * Drags a line from a column of either side to one of the other. The line follows the pointer without a render: at 500 columns that would be late. A finger
 * drags from the dots only, since on the lists it scrolls.
 */
export function useDrag(
  area: RefObject<HTMLElement | null>,
  isOn: boolean,
  onDrop: (sourceId: string, targetId: string) => void,
): void {
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  useEffect(() => {
    const root = area.current;
    if (!root || !isOn) return;
    let from: ColumnAt | null = null;
    let begin = { x: 0, y: 0 };
    let isDragging = false;
    let over: Element | null = null;
    const path = () => root.querySelector<SVGPathElement>("[data-drag-line]");
    const light = (element: Element | null) => {
      if (over === element) return;
      over?.removeAttribute("data-over");
      element?.setAttribute("data-over", "");
      over = element;
    };
    const end = () => {
      from = null;
      isDragging = false;
      light(null);
      path()?.removeAttribute("d");
      root.removeAttribute("data-dragging");
    };
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      const column = columnAt(event.target);
      if (!column || (event.pointerType === "touch" && column.element instanceof HTMLElement)) return;
      from = column;
      begin = { x: event.clientX, y: event.clientY };
    };
    const onMove = (event: PointerEvent) => {
      if (!from) return;
      if (!isDragging && Math.hypot(event.clientX - begin.x, event.clientY - begin.y) < threshold) return;
      isDragging = true;
      root.setAttribute("data-dragging", "");
      const line = path();
      const box = line?.ownerSVGElement?.getBoundingClientRect();
      if (!line || !box) return;
      const within = (y: number) => Math.min(Math.max(y - box.top, 0), box.height);
      const x = Math.min(Math.max(event.clientX - box.left, 0), box.width);
      const [edge, startY] = [from.side === "source" ? 4 : box.width - 4, within(begin.y)];
      line.setAttribute("d", curve(edge, startY, x, within(event.clientY)));
      const below = columnAt(document.elementFromPoint(event.clientX, event.clientY));
      light(below && below.side !== from.side ? below.element : null);
    };
    const onUp = (event: PointerEvent) => {
      if (!from) return;
      const begun = from;
      const wasDragging = isDragging;
      const below = columnAt(document.elementFromPoint(event.clientX, event.clientY));
      end();
      if (!wasDragging) return;
      // The browser sends the click that follows to what both ends have in common, which is no column.
      if (!below || below.side === begun.side) return;
      const [source, target] = begun.side === "source" ? [begun, below] : [below, begun];
      drop.current(source.columnId, target.columnId);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && isDragging) end();
    };
    root.addEventListener("pointerdown", onDown);
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", end);
    window.addEventListener("keydown", onKey);
    return () => {
      root.removeEventListener("pointerdown", onDown);
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onUp);
      window.removeEventListener("pointercancel", end);
      window.removeEventListener("keydown", onKey);
    };
  }, [area, isOn]);
}
