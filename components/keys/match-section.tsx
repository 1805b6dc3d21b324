import { ActionButton } from "@/components/forms/action-button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { discardMatchAction, requestMatchAction } from "@/lib/features/keys/actions";
import { purposeLabels } from "@/lib/features/keys/labels";
import type { KeyView, MatchView } from "@/lib/features/keys/types";
import { MatchDecision } from "./match-decision";
import { MatchWatch } from "./match-watch";

/** Which item belongs to which row: asked for, shown as a preview, decided on. */
export function MatchSection({ view, mayDefine }: { view: KeyView; mayDefine: boolean }) {
  const { match, definitionId, firstMatchAt, ledgerEntries } = view;
  const purpose = firstMatchAt === null ? "FIRST" : "REBUILD";
  const isOpen = match !== null && match.state !== "CONFIRMED";
  return (
    <Card
      title="Rows and items"
      description={
        firstMatchAt === null
          ? "Before the first push it has to be settled which items of the list belong to which rows. An empty list needs nothing."
          : ledgerEntries === 0
            ? "The ledger knows no item yet."
            : "The ledger says which item belongs to which row. It can be made anew from the list, by the items' keys and by the key's columns."
      }
      actions={
        mayDefine && (
          <ActionButton action={requestMatchAction} input={{ definitionId, purpose }} done="Comparison asked for">
            {isOpen ? "Compare again" : purpose === "FIRST" ? "Compare rows and items" : "Rebuild from the list"}
          </ActionButton>
        )
      }
    >
      {match && <MatchState match={match} mayDefine={mayDefine} />}
    </Card>
  );
}

function MatchState({ match, mayDefine }: { match: MatchView; mayDefine: boolean }) {
  switch (match.state) {
    case "QUEUED":
    case "READING":
      return (
        <>
          <MatchWatch />
          <Callout announce title={`${purposeLabels[match.purpose]} are being compared`}>
            Only read, nothing is written. Asked for by {match.requestedBy} <RelativeTime at={match.createdAt} />.
          </Callout>
        </>
      );
    case "FAILED":
      return (
        <Callout tone="failed" title="They could not be compared">
          {match.errorMessage ?? "A steward sees why."}
        </Callout>
      );
    case "CONFIRMED":
      return (
        <Callout tone="good" title={`${purposeLabels[match.purpose]}: confirmed`}>
          {match.matched.toLocaleString("en")} matched, by {match.confirmedBy ?? "somebody"}{" "}
          {match.confirmedAt && <RelativeTime at={match.confirmedAt} />}.{" "}
          {match.runId && <TextLink href={`/runs/${match.runId}`}>The run that tied them</TextLink>}
        </Callout>
      );
    case "READY":
      return (
        <div className="flex flex-col gap-4">
          {match.isVoid && (
            <Callout tone="attention" title="Mapping or key were changed since">
              Compare them again before you decide.
            </Callout>
          )}
          <MatchDecision match={match} mayDefine={mayDefine && !match.isVoid} />
          {mayDefine && (
            <div>
              <ActionButton action={discardMatchAction} input={{ matchId: match.id }} done="Discarded" variant="quiet">
                Discard this comparison
              </ActionButton>
            </div>
          )}
        </div>
      );
    case "DISCARDED":
      return null;
  }
}
