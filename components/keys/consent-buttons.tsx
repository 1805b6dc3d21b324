import { ActionButton } from "@/components/forms/action-button";
import { agreeToUniqueAction } from "@/lib/features/keys/actions";
import type { KeyView } from "@/lib/features/keys/types";

const effect = (list: string) =>
  `The column SyncBridgeKey of “${list}” is indexed and made unique. This takes one of the 20 indexes that a list can have, and SharePoint then refuses copies that people make of items, since a copy carries the same key. Lists with item-level permissions or content approval may refuse it.`;

/** Prepares the list's key column, and asks before a customer's list is made unique. */
export function ConsentButtons({ view }: { view: KeyView }) {
  const { definitionId, level, listName, isListGone } = view;
  if (isListGone || level === "K1") return null;
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      <ActionButton
        action={agreeToUniqueAction}
        input={{ definitionId, mayMakeUnique: true }}
        done="List prepared"
        confirm={{ title: "Make the key column unique?", body: effect(listName), verb: "Make it unique" }}
      >
        Make the key column unique
      </ActionButton>
      {level === null && (
        <ActionButton
          action={agreeToUniqueAction}
          input={{ definitionId, mayMakeUnique: false }}
          done="List prepared"
          variant="quiet"
        >
          Leave it plain
        </ActionButton>
      )}
    </div>
  );
}
