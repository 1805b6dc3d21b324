"use client";

import { type Dispatch, useEffect, useRef } from "react";
import { toast } from "@/components/ui/toast";
import { isSameDocument, type MappingDocument } from "@/lib/features/mapping/document/document";
import type { EditorView, PublishedMapping } from "@/lib/features/mapping/types";
import type { EditorAction } from "./editor-state";
import type { Draft } from "./use-draft";

/**
 * Goes on from what was published meanwhile, as long as the person has changed nothing. Changes of theirs stay as they are, on the version that they
 * began from.
 */
export function useNewerVersion(
  view: EditorView,
  published: PublishedMapping,
  document: MappingDocument,
  { revision, rebase, restart }: Draft,
  dispatch: Dispatch<EditorAction>,
): void {
  // What the person's document stands on, as long as nothing of theirs is kept.
  const base = useRef(published);
  useEffect(() => {
    const before = base.current;
    if (before === published) return;
    if (isSameDocument(document, published.document)) {
      base.current = published;
      if (before.version !== published.version) rebase(published.version);
    } else if (revision === null && isSameDocument(document, before.document)) {
      base.current = published;
      dispatch({ kind: "start", document: published.document });
      restart({ document: published.document, draft: null, baseVersion: published.version, findings: view.findings });
      if (published.version > before.version)
        toast.info(`${published.by ?? "Somebody"} published version ${published.version}, which is shown now`);
    }
  }, [view, published, document, revision, rebase, restart, dispatch]);
}
