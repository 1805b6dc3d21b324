"use client";

import { useId, useState, useTransition } from "react";
import { FormSummary } from "@/components/forms/form-summary";
import { noAnswer } from "@/components/forms/no-answer";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { toast } from "@/components/ui/toast";
import type { ActionResult, Reason } from "@/lib/errors/action-result";
import { publishDraftAction } from "@/lib/features/mapping/actions";
import { differenceOf, isEmptyDifference } from "@/lib/features/mapping/document/difference";
import type { MappingDocument } from "@/lib/features/mapping/document/document";
import type { DocumentFindings } from "@/lib/features/mapping/document/findings";
import type { MappingProblem } from "@/lib/features/mapping/document/problems";
import type { PublishedMapping, PublishResult } from "@/lib/features/mapping/types";
import { plural } from "@/lib/format/plural";
import { DifferenceList, type NameOf } from "./difference-list";
import { ExampleResult } from "./example-result";
import { MergeChoice } from "./merge-choice";

type Behind = Extract<PublishResult, { readonly reason: "behind" }>;

interface PublishDialogProps {
  definitionId: string;
  document: MappingDocument;
  published: PublishedMapping;
  findings: DocumentFindings;
  problems: readonly MappingProblem[];
  nameOf: NameOf;
  /** Saves what is not saved; resolves the draft's revision, null where it could not be saved. */
  flush: () => Promise<number | null>;
  onPublished: (version: number) => void;
  /** What both changed was put together: the draft stands on what is published now. */
  onMerged: (document: MappingDocument, published: PublishedMapping) => void;
  onClose: () => void;
}

/** Makes a version of the draft: what differs, its examples, why. Where somebody published meanwhile, both are put together first. */
export function PublishDialog(props: PublishDialogProps) {
  const { definitionId, document, published, findings, problems, nameOf, flush, onPublished, onMerged, onClose } =
    props;
  const [why, setWhy] = useState("");
  const [refusal, setRefusal] = useState<Reason | string | null>(null);
  const [behind, setBehind] = useState<Behind | null>(null);
  const [isPending, startTransition] = useTransition();
  const reasonId = useId();
  const difference = differenceOf(published.document, document);
  const errors = problems.filter(({ severity }) => severity === "error");
  const publish = () =>
    startTransition(async () => {
      setRefusal(null);
      const revision = await flush();
      if (revision === null) return setRefusal("The draft could not be saved, so it was not published either.");
      const answer = await publishDraftAction({ definitionId, revision, reason: why }).catch(
        (): ActionResult<PublishResult> => ({ ok: false, reason: noAnswer }),
      );
      if (!answer.ok) return setRefusal(answer.reason);
      const { data } = answer;
      if (data.ok) {
        toast.success(`Version ${data.version} is published; the next run compares every row`);
        return onPublished(data.version);
      }
      if (data.reason === "behind") return setBehind(data);
      setRefusal(sayRefusal(data));
    });
  if (behind) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        size="lg"
        title="Somebody published meanwhile"
        description={`${behind.published.by ?? "Somebody"} published version ${behind.published.version} after your draft began. Nothing of either is lost: put both together, then publish.`}
      >
        <MergeChoice
          behind={behind}
          nameOf={nameOf}
          onMerged={(merged) => {
            onMerged(merged, behind.published);
            setBehind(null);
          }}
        />
      </Dialog>
    );
  }
  const isSame = isEmptyDifference(difference);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title={`Publish version ${published.version + 1}`}
      description="From then on runs use it. The next run compares every row; what fits already costs no write."
      footer={
        <>
          <Button variant="primary" pending={isPending} disabled={isSame || errors.length > 0} onClick={publish}>
            Publish
          </Button>
          <DialogClose>Cancel</DialogClose>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {refusal !== null &&
          (typeof refusal === "string" ? (
            <Callout tone="failed" title="Not published" announce>
              {refusal}
            </Callout>
          ) : (
            <FormSummary reason={refusal} />
          ))}
        {errors.length > 0 && (
          <Callout tone="failed" title={`${plural(errors.length, "problem")} to mend first`}>
            <ul className="list-disc pl-4">
              {errors.slice(0, 8).map((problem) => (
                <li key={`${problem.code} ${problem.message}`}>
                  {problem.message} {problem.remedy}
                </li>
              ))}
            </ul>
            {errors.length > 8 && <p>{`and ${errors.length - 8} more.`}</p>}
          </Callout>
        )}
        <section className="flex flex-col gap-1">
          <h3 className="font-medium text-ink text-sm">{`Different from version ${published.version}`}</h3>
          {isSame ? (
            <p className="text-ink-muted">Nothing: this is what is published already.</p>
          ) : (
            <DifferenceList difference={difference} nameOf={nameOf} />
          )}
        </section>
        {document.unitRows.length > 0 && (
          <section className="flex flex-col gap-1.5">
            <h3 className="font-medium text-ink text-sm">Examples</h3>
            {document.unitRows.map((unitRow) => (
              <ExampleResult key={unitRow.id} unitRow={unitRow} findings={findings} nameOf={nameOf} />
            ))}
          </section>
        )}
        <div className="flex flex-col gap-1.5">
          <Label htmlFor={reasonId} optional>
            Why
          </Label>
          <Input
            id={reasonId}
            value={why}
            maxLength={1_000}
            onChange={(event) => setWhy(event.target.value)}
            placeholder="What those who read the versions later should know"
          />
        </div>
      </div>
    </Dialog>
  );
}

function sayRefusal(data: Exclude<PublishResult, { readonly ok: true } | Behind>): string {
  switch (data.reason) {
    case "no-difference":
      return "Nothing differs from what is published.";
    case "stale":
      return "The draft was saved or discarded in another window meanwhile. Close this, and choose which one goes on.";
    case "problems":
      return data.problems.map(({ message }) => message).join(" ");
  }
}
