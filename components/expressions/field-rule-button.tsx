"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { FieldRuleForm } from "./field-rule-form";
import { useMappingRules } from "./mapping-rules";

/** Opens the expression and the null rule of one mapped field. */
export function FieldRuleButton({ mappingId }: { mappingId: string }) {
  const [isOpen, setOpen] = useState(false);
  const { rules } = useMappingRules();
  const rule = rules.find((candidate) => candidate.mappingId === mappingId);
  if (!rule) return null;
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      size="lg"
      title={`How “${rule.targetColumn}” gets its value`}
      description={rule.sourceColumn ? `From the column “${rule.sourceColumn}”.` : "From the whole row."}
      trigger={
        <Button variant="quiet" size="sm" aria-label={`Edit how ${rule.targetColumn} gets its value`}>
          Edit
        </Button>
      }
    >
      <FieldRuleForm rule={rule} close={() => setOpen(false)} />
    </Dialog>
  );
}
