"use client";

import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmMatchAction } from "@/lib/features/keys/actions";
import type { ConfirmInput } from "@/lib/features/keys/schema";
import type { MatchView } from "@/lib/features/keys/types";
import { AmbiguousRows, type Resolution } from "./ambiguous-rows";
import { MatchGroup } from "./match-group";

/** The groups of a comparison with what shall become of each, and the confirmation. */
export function MatchDecision({ match, mayDefine }: { match: MatchView; mayDefine: boolean }) {
  const [matched, setMatched] = useState<ConfirmInput["matched"]>("source");
  const [onlyRows, setOnlyRows] = useState<ConfirmInput["onlyRows"]>("create");
  const [resolved, setResolved] = useState<Readonly<Record<string, Resolution>>>({});
  const { perform, isPending } = useAction(confirmMatchAction, { done: "Confirmed" });
  const { samples } = match;
  const isRekey = match.purpose === "REKEY";
  const chosen = Object.entries(resolved).flatMap(([rowId, choice]) =>
    choice === "leave" ? [] : [{ rowId, itemId: choice === "create" ? null : choice }],
  );
  const confirm = () => perform({ matchId: match.id, matched, onlyRows, resolved: chosen });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-muted text-sm">
        {match.rowsRead.toLocaleString("en")} rows{isRekey ? "" : ` and ${match.itemsRead.toLocaleString("en")} items`}{" "}
        were read.
        {match.kept > 0 && ` ${match.kept.toLocaleString("en")} are in the ledger already and stay as they are.`}
        {match.rowsUnusable > 0 &&
          ` ${match.rowsUnusable.toLocaleString("en")} rows have an empty key, or share it with other rows, and take no part.`}
      </p>
      <MatchGroup
        title={isRekey ? "Entries that keep their item under the new key" : "Rows with an item"}
        count={match.matched}
        samples={samples?.matched ?? null}
        choice={matched}
        onChoose={mayDefine && !isRekey ? setMatched : undefined}
        options={[
          { value: "source", label: "Tie them; the table's values flow into the list" },
          { value: "list", label: "Tie them; the list's values stand until the row changes" },
          { value: "leave", label: "Leave them; nothing is ever written to these items" },
        ]}
      />
      <MatchGroup
        title={isRekey ? "Rows without an entry" : "Only in the table"}
        count={match.onlyRows}
        samples={samples?.onlyRows ?? null}
        choice={onlyRows}
        onChoose={mayDefine && !isRekey ? setOnlyRows : undefined}
        options={[
          { value: "create", label: "Make items of them in the next run" },
          { value: "leave", label: "Leave them without an item" },
        ]}
      />
      <MatchGroup
        title={isRekey ? "Entries whose row is gone" : "Only in the list"}
        count={match.onlyItems}
        samples={samples?.onlyItems ?? null}
        note={
          isRekey
            ? "Where the rule for rows that leave keeps items, they stay in the list as last seen. Otherwise let the sync run once before the key is changed, so that its rule decides, and compare again."
            : "They are left as they are and belong to nobody."
        }
      />
      <MatchGroup
        title="Ambiguous"
        count={match.ambiguous}
        samples={null}
        note={
          isRekey
            ? "Rows that share the new key or have none. While one of them has an item, the key cannot be changed."
            : "Several rows or several items have one key. What is not decided here is left: such rows get no item."
        }
      >
        {!isRekey && samples && samples.ambiguous.length > 0 && (
          <AmbiguousRows
            rows={samples.ambiguous}
            total={match.ambiguous}
            resolved={resolved}
            onResolve={mayDefine ? (rowId, choice) => setResolved({ ...resolved, [rowId]: choice }) : undefined}
          />
        )}
      </MatchGroup>
      {mayDefine && (
        <div>
          <ConfirmDialog
            trigger={
              <Button variant="primary" pending={isPending}>
                Confirm
              </Button>
            }
            title={isRekey ? "Change the key?" : "Confirm what belongs together?"}
            confirm="Confirm"
            onConfirm={confirm}
          >
            {isRekey
              ? "The ledger's entries get their new identities at once, and the items their new keys by a run. Nothing is deleted or made anew."
              : "The ledger is written at once. Items get their rows' keys by a run, under their versions; values flow with the next run of the sync."}
          </ConfirmDialog>
        </div>
      )}
    </div>
  );
}
