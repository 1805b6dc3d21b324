"use client";

import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import type { ProvisioningEstimate } from "@/lib/features/budgets/types";
import { provisionListAction } from "@/lib/features/sharepoint/actions";
import { provisionListInput } from "@/lib/features/sharepoint/schema";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import { plural } from "@/lib/format/plural";
import { AdoptionOffer } from "./adoption-offer";
import { ColumnEditDialog } from "./column-edit-dialog";
import { proposalColumns } from "./proposal-table";
import { ProvisionCost } from "./provision-cost";
import { type Provisioned, ProvisionedView } from "./provisioned-view";
import { TitleChoice } from "./title-choice";
import { useListDraft } from "./use-list-draft";

interface ProvisionFormProps {
  siteId: string;
  tableId: string;
  suggestedName: string;
  proposal: readonly ProposedColumn[];
  cost: ProvisioningEstimate;
  /** Whether the viewer may define a sync into the new list. */
  mayDefine: boolean;
  /** Where "Cancel" leads; the site by default. */
  cancelHref?: string;
  /** What one goes on with when the list stands, in place of the usual ways. */
  onward?: (made: Provisioned, titleFrom: string | null) => ReactNode;
}

/** The list that would be made of a table: its name, which columns it takes and how, and the button that makes it. */
export function ProvisionForm(props: ProvisionFormProps) {
  const { siteId, tableId, suggestedName, proposal, cost, mayDefine, onward } = props;
  const draft = useListDraft({ siteId, tableId }, proposal);
  const { taken, edits, titleFrom } = draft;
  const [editing, setEditing] = useState<ProposedColumn | null>(null);
  const [made, setMade] = useState<Provisioned | null>(null);
  const of = useActionForm({
    schema: provisionListInput,
    action: (values) => provisionListAction({ ...values, columns: taken, edits }),
    defaults: { siteId, tableId, displayName: suggestedName },
    onDone: setMade,
  });
  if (made !== null) {
    return (
      <ProvisionedView made={made} tableId={tableId} titleFrom={titleFrom} mayDefine={mayDefine}>
        {onward?.(made, titleFrom)}
      </ProvisionedView>
    );
  }
  const { displayName } = of.form.getValues();
  return (
    <>
      <Form of={of}>
        <div className="flex max-w-form flex-col gap-5">
          <TextField
            of={of}
            name="displayName"
            label="Name of the list"
            hint="It stands in the list's address too; the title can be changed in SharePoint later."
          />
          <TitleChoice draft={draft} />
        </div>
        {of.reason?.code === "graph-name-taken" && (
          <AdoptionOffer
            key={of.reason.requestId}
            wish={{ siteId, tableId, displayName, columns: taken, edits }}
            onDone={setMade}
          />
        )}
        <DataTable
          label="Columns of the new list"
          columns={proposalColumns({ ...draft, edit: setEditing })}
          page={{ rows: draft.columns, nextCursor: null }}
          rowKey={(column) => column.sourceColumn}
          path={`/sharepoint/sites/${siteId}/provision`}
          density="comfortable"
        />
        <ProvisionCost cost={cost} columns={taken.length} />
        <FormActions
          of={of}
          submit={of.isPending ? "Making the list" : `Create list with ${plural(taken.length, "column")}`}
          cancelHref={props.cancelHref ?? `/sharepoint/sites/${siteId}`}
        >
          <span className="order-last text-ink-faint text-sm" role="status">
            {of.isPending ? "Columns are made one at a time; this takes about a second for each." : ""}
          </span>
        </FormActions>
      </Form>
      {editing !== null && (
        <ColumnEditDialog
          key={editing.sourceColumn}
          tableId={tableId}
          column={editing}
          draft={draft}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}
