"use client";

import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import type { EditorView, PublishedMapping } from "@/lib/features/mapping/types";
import { OtherDrafts } from "./other-drafts";
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
      <OtherDrafts
        definitionId={view.definition.id}
        initial={{ version: published.version, otherDrafts: view.otherDrafts }}
      />
    </>
  );
}
