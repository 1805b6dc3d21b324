"use client";

import { SquareFunction } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ColumnChoice } from "@/lib/features/syncs/types";
import { AddFieldForm } from "./add-field-form";

/** Opens the form that maps a list column to an expression. */
export function AddFieldButton({ targets }: { targets: readonly ColumnChoice[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      size="lg"
      title="Map an expression"
      description="A constant, several columns in one, or a second target of a column."
      trigger={<Button icon={<SquareFunction aria-hidden />}>Map an expression</Button>}
    >
      <AddFieldForm targets={targets} close={() => setOpen(false)} />
    </Dialog>
  );
}
