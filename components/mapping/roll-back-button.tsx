"use client";

import { Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { useAnswer } from "@/components/catalog/use-answer";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { toast } from "@/components/ui/toast";
import { rollBackAction } from "@/lib/features/mapping/actions";
import type { DocumentDifference } from "@/lib/features/mapping/document/difference";
import type { RollBackResult } from "@/lib/features/mapping/types";
import { DifferenceList } from "./difference-list";

interface RollBackButtonProps {
  definitionId: string;
  version: number;
  /** As the person sees it: somebody who published since then is told of. */
  publishedVersion: number;
  /** What of the published mapping would change. */
  difference: DocumentDifference;
  names: Readonly<Record<string, string>>;
}

/** Publishes an earlier mapping once more, as a new version, after showing what that changes. */
export function RollBackButton({ definitionId, version, publishedVersion, difference, names }: RollBackButtonProps) {
  const router = useRouter();
  const whyId = useId();
  const [isOpen, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const { ask, reason, isPending } = useAnswer(rollBackAction, (result) => {
    if (!result.ok) return setRefusal(sayRefusal(result));
    toast.success(
      `Version ${result.version} is published, as version ${version} was; the next run compares every row`,
      {
        description: result.notRestored.join(" ") || undefined,
      },
    );
    setOpen(false);
    router.push(`/syncs/${definitionId}/versions?version=${result.version}`);
    router.refresh();
  });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      size="lg"
      title={`Go back to version ${version}?`}
      description={`It is published again as version ${publishedVersion + 1}. Nothing is lost: version ${publishedVersion} stays in the list.`}
      trigger={<Button icon={<Undo2 aria-hidden />}>Roll back to this version</Button>}
      footer={
        <>
          <Button
            variant="primary"
            pending={isPending}
            onClick={() => {
              setRefusal(null);
              ask({ definitionId, version, publishedVersion, reason: why });
            }}
          >
            Roll back
          </Button>
          <DialogClose>Cancel</DialogClose>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <FormSummary reason={reason} />
        {refusal && (
          <Callout tone="failed" title="Not rolled back" announce>
            {refusal}
          </Callout>
        )}
        <section className="flex flex-col gap-1">
          <h3 className="font-medium text-ink text-sm">What changes</h3>
          <DifferenceList difference={difference} nameOf={(columnId) => names[columnId] ?? "a column that is gone"} />
        </section>
        <div className="flex flex-col gap-1.5">
          <Label htmlFor={whyId} optional>
            Why
          </Label>
          <Input id={whyId} value={why} maxLength={1_000} onChange={(event) => setWhy(event.target.value)} />
        </div>
      </div>
    </Dialog>
  );
}

function sayRefusal(result: Exclude<RollBackResult, { readonly ok: true }>): string {
  switch (result.reason) {
    case "problems":
      return result.problems.map(({ message }) => message).join(" ");
    case "no-difference":
      return "Nothing differs from what is published.";
    case "behind":
      return `${result.published.by ?? "Somebody"} published version ${result.published.version} meanwhile. Close this and look at it first.`;
    case "stale":
      return "A draft was saved meanwhile. Close this and try again.";
  }
}
