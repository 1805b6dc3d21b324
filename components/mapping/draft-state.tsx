"use client";

import { CloudOff, LoaderCircle } from "lucide-react";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Draft } from "./use-draft";

/** Whether what is seen is kept, in words; with a way on where it is not. */
export function DraftStateText({ draft, isChanged }: { draft: Draft; isChanged: boolean }) {
  const { state } = draft;
  return (
    <span role="status" className="flex items-center gap-1.5 text-ink-muted text-sm">
      {state.kind === "none" && !isChanged && "As published"}
      {(state.kind === "saving" || (state.kind === "none" && isChanged)) && (
        <>
          <LoaderCircle aria-hidden className="size-3.5 animate-turn" /> Saving draft
        </>
      )}
      {state.kind === "saved" && (
        <span>
          Draft saved <RelativeTime at={state.at} />
        </span>
      )}
      {state.kind === "failed" && (
        <>
          <CloudOff aria-hidden className="size-3.5 text-failed" />
          <span className="text-failed">Not saved: {state.reason.message}</span>
          <Button size="sm" onClick={() => void draft.flush()}>
            Try again
          </Button>
        </>
      )}
      {state.kind === "elsewhere" && <span className="text-attention">Not saved</span>}
    </span>
  );
}
