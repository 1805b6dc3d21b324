import { ActionButton } from "@/components/forms/action-button";
import { leaveDeletedAction, recreateItemAction } from "@/lib/features/ledger/actions";
import type { RowPassport } from "@/lib/features/ledger/types";

const again: readonly string[] = ["waits-for-decision", "deleted-in-list", "item-vanished"];

/** What a person can decide about a row whose item was deleted in the list; nothing for all others. */
export function SettleButtons({ passport }: { passport: RowPassport }) {
  const { entry, why, definitionId } = passport;
  if (!entry || !again.includes(why.cause)) return null;
  const input = { definitionId, entryId: entry.id };
  return (
    <div className="flex flex-wrap gap-2">
      {why.cause === "waits-for-decision" && (
        <ActionButton
          action={leaveDeletedAction}
          input={input}
          done="Left deleted"
          confirm={{
            title: "Leave the item deleted?",
            body: "The row stays in the table and is no longer pushed. You can have the item made again later.",
            verb: "Leave it deleted",
          }}
        >
          Leave it deleted
        </ActionButton>
      )}
      <ActionButton action={recreateItemAction} input={input} done="The next run makes the item again">
        Make the item again
      </ActionButton>
    </div>
  );
}
