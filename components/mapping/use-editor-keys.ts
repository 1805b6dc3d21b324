"use client";

import { useEffect, useRef } from "react";

interface EditorKeys {
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) for the whole page, but for fields and dialogs: they take back their own. */
export function useEditorKeys(keys: EditorKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const target = event.target as HTMLElement;
      const field = target.closest<HTMLInputElement>("input, textarea, select, [role=dialog]");
      // A search box that is empty has nothing of its own to take back.
      if (field && !(field.type === "search" && field.value === "")) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) latest.current.undo();
      else if ((key === "z" && event.shiftKey) || key === "y") latest.current.redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
