"use client";

import { UserPen } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EditorView, PublishedMapping } from "@/lib/features/mapping/types";
import type { Draft } from "./use-draft";
import type { useMappingEditor } from "./use-mapping-editor";

interface DraftNoticesProps {
  view: EditorView;
  published: PublishedMapping;
  draft: Draft;
  editor: ReturnType<typeof useMappingEditor>;
}

/** What others do to the same mapping, and what another window of the same person did. */
export function DraftNotices({ view, published, draft, editor }: DraftNoticesProps) {
  const { state, baseVersion } = draft;
  const isBehind = view.mayEdit && editor.isChanged && baseVersion < published.version;
  return (
    <>
      {state.kind === "elsewhere" && (
        <Callout
          tone="attention"
          announce
          title={
            state.draft
              ? "Your draft was saved in another window meanwhile"
              : "Your draft was published or discarded in another window meanwhile"
          }
          action={
            <span className="flex gap-2">
              <Button onClick={() => draft.overwrite(state.draft)}>Keep this window's</Button>
              <Button
                onClick={() => {
                  const document = state.draft?.document ?? published.document;
                  editor.dispatch({ kind: "start", document });
                  draft.restart({
                    document,
                    draft: state.draft,
                    baseVersion: state.draft?.baseVersion ?? published.version,
                  });
                }}
              >
                Take the other one
              </Button>
            </span>
          }
        >
          Nothing more is saved from here until you choose which one goes on.
        </Callout>
      )}
      {isBehind && (
        <Callout
          tone="info"
          title={`${published.by ?? "Somebody"} published version ${published.version} after your draft began`}
        >
          Publishing shows both, and nothing of either is lost.
        </Callout>
      )}
      {view.otherDrafts.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-muted text-sm">
          {view.otherDrafts.map(({ by, updatedAt }) => (
            <li key={by} className="flex items-center gap-1.5">
              <UserPen aria-hidden className="size-4" strokeWidth={1.75} />
              <span>
                {by} has a draft too, saved <RelativeTime at={updatedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
