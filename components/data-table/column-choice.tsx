"use client";

import { Columns3 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuChoice, MenuSeparator } from "@/components/ui/dropdown-menu";
import { hrefWith, type SearchParams } from "@/lib/format/table-state";
import { columnsParam } from "./chosen-columns";
import { RowHeightChoice } from "./row-height-choice";

interface ColumnChoiceProps {
  columns: readonly { readonly id: string; readonly header: string; readonly isExtra: boolean }[];
  chosen: readonly string[];
  path: string;
  params: SearchParams;
  /** Not of findings that are told in some lines each, whose height is theirs. */
  hasRows?: boolean;
}

/** Which columns of a table are shown, in the address as soon as it changes, and how high its rows are. The menu stays open for the next tick. */
export function ColumnChoice({ columns, chosen, path, params, hasRows = true }: ColumnChoiceProps) {
  const router = useRouter();
  const toggle = (id: string) => {
    const next = columns.filter((column) => chosen.includes(column.id) !== (column.id === id));
    const usual = columns.filter((column) => !column.isExtra);
    router.replace(hrefWith(path, params, { columns: columnsParam(next, usual) }), { scroll: false });
  };
  return (
    <DropdownMenu
      trigger={
        <Button variant="quiet" icon={<Columns3 aria-hidden />}>
          View
        </Button>
      }
    >
      {columns.map(({ id, header }) => (
        <MenuChoice key={id} chosen={chosen.includes(id)} keepsOpen onSelect={() => toggle(id)}>
          {header}
        </MenuChoice>
      ))}
      {hasRows && (
        <>
          <MenuSeparator />
          <RowHeightChoice />
        </>
      )}
    </DropdownMenu>
  );
}
