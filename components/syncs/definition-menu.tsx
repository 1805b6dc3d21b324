"use client";

import { Activity, ListTodo, MoreHorizontal, SquareArrowOutUpRight } from "lucide-react";
import { useState } from "react";
import { confirmationOf, useCommand } from "@/components/search/use-command";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DropdownMenu, MenuItem, MenuLink, MenuSeparator } from "@/components/ui/dropdown-menu";
import type { FoundCommand } from "@/lib/features/search/types";
import type { ChoosableDefinition } from "@/lib/features/syncs/types";
import { definitionVerbs } from "./definition-verbs";

/** What can be done with one sync of the list, as on its own page. */
export function DefinitionMenu({ row }: { row: ChoosableDefinition }) {
  const [asked, setAsked] = useState<FoundCommand | null>(null);
  const carryOut = useCommand();
  const confirmation = asked && confirmationOf(asked);
  const begin = (verb: FoundCommand["verb"]) => {
    const command = { verb, id: row.id, name: row.name, hint: row.listName };
    if (confirmationOf(command)) setAsked(command);
    else void carryOut(command);
  };
  const path = `/syncs/${row.id}`;
  return (
    <span className="relative z-1 -my-1 inline-flex align-middle">
      <DropdownMenu
        trigger={
          <Button
            variant="quiet"
            size="icon-sm"
            aria-label={`Actions for ${row.name}`}
            icon={<MoreHorizontal aria-hidden />}
          />
        }
      >
        <MenuLink href={path} icon={<SquareArrowOutUpRight aria-hidden />}>
          Open
        </MenuLink>
        <MenuLink href={`${path}/runs`} icon={<Activity aria-hidden />}>
          Runs
        </MenuLink>
        {row.isUnfinished && (
          <MenuLink href={`${path}/setup`} icon={<ListTodo aria-hidden />}>
            Continue set-up
          </MenuLink>
        )}
        <MenuSeparator />
        {definitionVerbs
          .filter(({ fits }) => fits(row))
          .map(({ id, word, icon: Icon }) => (
            <MenuItem key={id} icon={<Icon aria-hidden />} onSelect={() => begin(id)}>
              {word}
            </MenuItem>
          ))}
      </DropdownMenu>
      {asked && confirmation && (
        <ConfirmDialog
          open
          onOpenChange={(isOpen) => !isOpen && setAsked(null)}
          title={confirmation.title}
          confirm={confirmation.verb}
          onConfirm={() => carryOut(asked)}
        >
          {confirmation.body}
        </ConfirmDialog>
      )}
    </span>
  );
}
