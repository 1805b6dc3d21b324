"use client";

import { ProvisionForm } from "@/components/sharepoint/provision-form";
import { Card } from "@/components/ui/card";
import type { ProvisioningEstimate } from "@/lib/features/budgets/types";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import { BeginForm } from "./begin-form";

interface NewListFormProps {
  siteId: string;
  tableId: string;
  suggestedName: string;
  proposal: readonly ProposedColumn[];
  cost: ProvisioningEstimate;
  cancelHref: string;
}

/** Makes the list in place, and goes on with the sync into it. */
export function NewListForm(props: NewListFormProps) {
  const { tableId, suggestedName, cancelHref } = props;
  return (
    <ProvisionForm
      {...props}
      mayDefine
      onward={({ listRowId, displayName }, titleFrom) => (
        <Card title="The sync into it">
          <BeginForm
            tableId={tableId}
            listId={listRowId}
            titleFrom={titleFrom}
            suggestedName={`${suggestedName} to ${displayName}`}
            cancelHref={cancelHref}
          />
        </Card>
      )}
    />
  );
}
