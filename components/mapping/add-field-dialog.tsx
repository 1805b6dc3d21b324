"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import type { TargetColumnView } from "@/lib/features/mapping/document/columns";
import { typeOfTarget } from "./end-columns";

interface AddFieldDialogProps {
  /** List columns that nothing is mapped to. */
  targets: readonly TargetColumnView[];
  onAdd: (targetColumnId: string, transform: string) => void;
  onClose: () => void;
}

const starts = [
  { value: '"text"', label: "A constant" },
  { value: "run.startedAt", label: "When the run started" },
  { value: "run.id", label: "The run's id" },
  { value: "definition.name", label: "The sync's name" },
];

/** A list column that no single column fills. Its expression is written in the details, where it is checked. */
export function AddFieldDialog({ targets, onAdd, onClose }: AddFieldDialogProps) {
  const [targetId, setTargetId] = useState(targets[0]?.id ?? "");
  const [start, setStart] = useState(starts[0]?.value ?? "");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="sm"
      title="Map an expression"
      description="A constant, facts of the run, several columns in one, or a second list column for a column."
      footer={
        <>
          <Button
            variant="primary"
            disabled={targetId === ""}
            onClick={() => {
              onAdd(targetId, start);
              onClose();
            }}
          >
            Map it
          </Button>
          <DialogClose>Cancel</DialogClose>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-1.5">
          <Label htmlFor="field-target">List column</Label>
          <Select id="field-target" value={targetId} onChange={(event) => setTargetId(event.target.value)}>
            {targets.map((target) => (
              <option key={target.id} value={target.id}>
                {target.displayName} ({typeOfTarget(target)})
              </option>
            ))}
          </Select>
        </div>
        <div className="flex flex-col gap-1.5">
          <Label htmlFor="field-start">Begin with</Label>
          <Select id="field-start" value={start} onChange={(event) => setStart(event.target.value)}>
            {starts.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </div>
      </div>
    </Dialog>
  );
}
