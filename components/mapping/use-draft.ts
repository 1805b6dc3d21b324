"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import type { ActionResult, Reason } from "@/lib/errors/action-result";
import { examineDocumentAction, saveDraftAction } from "@/lib/features/mapping/actions";
import { isSameDocument, type MappingDocument } from "@/lib/features/mapping/document/document";
import type { DocumentFindings } from "@/lib/features/mapping/document/findings";
import type { DocumentExamination, EditorView, MappingDraft, SaveDraftResult } from "@/lib/features/mapping/types";
import type { Examined } from "./row-view";

/** How the draft stands on the server. */
export type DraftState =
  /** What is seen is what is published, and no draft is kept. */
  | { readonly kind: "none" }
  | { readonly kind: "saved"; readonly at: Date }
  | { readonly kind: "saving" }
  | { readonly kind: "failed"; readonly reason: Reason }
  /** Saved or discarded in another window meanwhile: nothing is saved until the person chose. */
  | { readonly kind: "elsewhere"; readonly draft: MappingDraft | null };

/** A moment after the last change, so that typing saves once. */
const quietMs = 700;

export interface Draft {
  readonly state: DraftState;
  readonly examined: Examined;
  readonly revision: number | null;
  readonly baseVersion: number;
  /** Saves at once what is not saved; resolves the draft's revision, or null where it could not be saved or there is none. */
  readonly flush: () => Promise<number | null>;
  /** Saves this window's document over the one that was saved elsewhere. */
  readonly overwrite: (draft: MappingDraft | null) => void;
  /** Goes on from a document that the server has already: published, discarded, taken from another window. */
  readonly restart: (from: {
    readonly document: MappingDocument;
    readonly draft: MappingDraft | null;
    readonly baseVersion: number;
    /** What the server said of it, where it did. */
    readonly findings?: DocumentFindings;
  }) => void;
  /** Sets the base of the next saving: what was merged stands on what is published now. */
  readonly rebase: (version: number) => void;
}

/** Keeps the document as the person's draft, a moment after each change, and asks what the server has to say of it. */
export function useDraft(view: EditorView, document: MappingDocument): Draft {
  const { definition, draft, published } = view;
  const definitionId = definition.id;
  const [state, setState] = useState<DraftState>(draft ? { kind: "saved", at: draft.updatedAt } : { kind: "none" });
  const [examined, setExamined] = useState<Examined>({
    document: draft?.document ?? published.document,
    findings: view.findings,
  });
  const [place, setPlace] = useState({
    revision: draft?.revision ?? null,
    baseVersion: draft?.baseVersion ?? published.version,
  });
  const at = useRef({ ...place, saved: draft?.document ?? published.document, isHeld: false });
  const newest = useRef(document);
  const running = useRef<Promise<number | null> | null>(null);
  newest.current = document;

  const save = useCallback(async (): Promise<number | null> => {
    const { saved, revision, baseVersion } = at.current;
    const wanted = newest.current;
    const isAsPublished = revision === null && isSameDocument(wanted, saved);
    if (wanted === saved || isAsPublished) return revision;
    setState({ kind: "saving" });
    const input = { definitionId, revision, baseVersion, document: wanted };
    const answer = await saveDraftAction(input).catch(
      (): ActionResult<SaveDraftResult> => ({ ok: false, reason: noAnswer }),
    );
    if (!answer.ok) {
      setState({ kind: "failed", reason: answer.reason });
      return null;
    }
    if (!answer.data.ok) {
      at.current.isHeld = true;
      setState({ kind: "elsewhere", draft: answer.data.draft });
      return null;
    }
    const kept = answer.data.draft;
    at.current = { ...at.current, revision: kept.revision, saved: wanted };
    setPlace({ revision: kept.revision, baseVersion: kept.baseVersion });
    setState({ kind: "saved", at: kept.updatedAt });
    // What was changed while it was being saved is saved after it.
    return newest.current === wanted ? kept.revision : save();
  }, [definitionId]);

  /** One saving at a time: each stands on the revision of the one before. */
  const flush = useCallback(async (): Promise<number | null> => {
    if (at.current.isHeld) return null;
    running.current ??= save().finally(() => {
      running.current = null;
    });
    return running.current;
  }, [save]);

  useEffect(() => {
    if (!view.mayEdit || document === at.current.saved) return;
    const timer = setTimeout(() => void flush(), quietMs);
    return () => clearTimeout(timer);
  }, [document, flush, view.mayEdit]);

  useEffect(() => {
    if (!view.mayEdit || document === examined.document) return;
    let isCurrent = true;
    const examine = async () => {
      const answer = await examineDocumentAction({ definitionId, document }).catch(
        (): ActionResult<DocumentExamination> => ({ ok: false, reason: noAnswer }),
      );
      // Without an answer rows are judged by their types; saving tells that the server is away.
      if (isCurrent && answer.ok) setExamined({ document, findings: answer.data.findings });
    };
    const timer = setTimeout(() => void examine(), quietMs / 2);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [document, definitionId, examined.document, view.mayEdit]);

  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent) => {
      if (newest.current === at.current.saved || at.current.isHeld) return;
      event.preventDefault();
      void flush();
    };
    window.addEventListener("beforeunload", onLeave);
    return () => {
      window.removeEventListener("beforeunload", onLeave);
      if (newest.current !== at.current.saved) void flush();
    };
  }, [flush]);

  const restart: Draft["restart"] = useCallback((from) => {
    const revision = from.draft?.revision ?? null;
    at.current = { revision, baseVersion: from.baseVersion, saved: from.document, isHeld: false };
    setPlace({ revision, baseVersion: from.baseVersion });
    setState(from.draft ? { kind: "saved", at: from.draft.updatedAt } : { kind: "none" });
    if (from.findings) setExamined({ document: from.document, findings: from.findings });
  }, []);
  const rebase: Draft["rebase"] = useCallback((version) => {
    at.current = { ...at.current, baseVersion: version };
    setPlace((before) => ({ ...before, baseVersion: version }));
  }, []);

  return {
    state,
    examined,
    ...place,
    flush,
    overwrite: (elsewhere) => {
      const revision = elsewhere?.revision ?? null;
      at.current = { ...at.current, revision, isHeld: false, saved: elsewhere?.document ?? published.document };
      void flush();
    },
    restart,
    rebase,
  };
}
