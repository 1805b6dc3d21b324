"use client";

import { type RefObject, startTransition, useCallback, useEffect, useRef, useState } from "react";
import { usePrinting } from "@/components/ui/use-printing";

interface ListWindow<Element extends HTMLElement> {
  readonly ref: RefObject<Element | null>;
  readonly onScroll: () => void;
  /** First row to draw, and the one after the last. */
  readonly first: number;
  readonly end: number;
  readonly scrollTop: number;
  /** Height of what is seen, in pixels. */
  readonly height: number;
  /** Scrolls as little as makes the row seen. */
  readonly reveal: (index: number) => void;
}

/** Rows drawn above and below what is seen, so that a quick turn of the wheel meets no gap. None of them is needed to begin with. */
const spare = { atFirst: 1, later: 6 };
const settledMs = 400;

/**
 * The part of a long list of rows of one height that is seen. Rows of one height need no measuring: where a row stands is known without it, which the lines
 * between two lists rely on for rows that are not drawn.
 */
export function useWindow<Element extends HTMLElement>(
  count: number,
  rowHeight: number,
  initialHeight: number,
  headHeight = 0,
): ListWindow<Element> {
  const ref = useRef<Element>(null);
  const [place, setPlace] = useState({ scrollTop: 0, height: initialHeight });
  const read = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    const { scrollTop, clientHeight: height } = element;
    setPlace((before) => (before.scrollTop === scrollTop && before.height === height ? before : { scrollTop, height }));
  }, []);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [read]);
  // A list that became shorter is scrolled back by the browser, and tells nobody where it has no scroll bar any more. Its first count is no change:
  // reading it would lay out the page in the midst of its first render.
  const counted = useRef(count);
  useEffect(() => {
    if (counted.current === count) return;
    counted.current = count;
    read();
  }, [count, read]);
  const reveal = useCallback(
    (index: number) => {
      const element = ref.current;
      if (!element || index < 0) return;
      const top = index * rowHeight;
      const seen = element.clientHeight - headHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + seen) element.scrollTop = top + rowHeight - seen;
      read();
    },
    [rowHeight, headHeight, read],
  );
  const [extra, setExtra] = useState(spare.atFirst);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setExtra(spare.later)), settledMs);
    return () => clearTimeout(timer);
  }, []);
  const isPrinting = usePrinting();
  if (isPrinting) return { ref, onScroll: read, first: 0, end: count, ...place, reveal };
  const first = Math.max(0, Math.floor(place.scrollTop / rowHeight) - extra);
  const end = Math.min(count, Math.ceil((place.scrollTop + place.height) / rowHeight) + extra);
  return { ref, onScroll: read, first, end: Math.max(first, end), ...place, reveal };
}
