"use client";

import { useState } from "react";
import { useAnswer } from "@/components/catalog/use-answer";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { TextLink } from "@/components/ui/text-link";
import { sendTestRowAction, undoTestRowAction } from "@/lib/features/mapping/actions";
import type { TestExchange, TestRun } from "@/lib/features/mapping/types";

interface TestRowDialogProps {
  definitionId: string;
  /** Key of the row that was tried before. */
  initialKey: string;
  /** Whether the own draft differs from what is published. */
  hasDraft: boolean;
  /** Saves what is not saved, since the server sends the draft that it has. */
  flush: () => Promise<number | null>;
  onClose: () => void;
}

const did = {
  created: "An item was created",
  updated: "The item was updated",
  unchanged: "The item is as it should be already; nothing was sent",
  deleted: "The item was deleted again",
  restored: "The item is as it was before",
} as const;

/** Sends one row to the list for real, shows request and answer, and takes it back. */
export function TestRowDialog({ definitionId, initialKey, hasDraft, flush, onClose }: TestRowDialogProps) {
  const [key, setKey] = useState(initialKey);
  const [runs, setRuns] = useState<readonly TestRun[]>([]);
  const add = (run: TestRun) => setRuns((before) => [...before, run]);
  const test = useAnswer(sendTestRowAction, add);
  const undo = useAnswer(undoTestRowAction, add);
  const last = runs.at(-1);
  const send = async () => {
    if (hasDraft && (await flush()) === null) return;
    test.ask({ definitionId, key, through: hasDraft ? "draft" : "published" });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title="Send one row as a test"
      description={`Writes exactly one item of the list, through ${hasDraft ? "your draft" : "the published mapping"}. It can be taken back here.`}
    >
      <div className="flex flex-col gap-4">
        <form
          className="flex flex-wrap items-center gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Input
            className="w-64"
            mono
            aria-label="Key of the row to send"
            placeholder="Key, such as 4711"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
          <Button
            type="submit"
            variant="primary"
            pending={test.isPending}
            disabled={key.trim() === "" || undo.isPending}
          >
            Send this row
          </Button>
          {last?.purpose === "test" && last.canUndo && (
            <Button pending={undo.isPending} onClick={() => undo.ask({ runId: last.runId })}>
              Undo
            </Button>
          )}
        </form>
        <div aria-live="polite" className="flex flex-col gap-4">
          <FormSummary reason={test.reason ?? undo.reason} />
          {runs.toReversed().map((run) => (
            <Outcome key={`${run.runId} ${run.purpose}`} run={run} />
          ))}
        </div>
      </div>
    </Dialog>
  );
}

function Outcome({ run }: { run: TestRun }) {
  const { state, reason, exchanges, itemId, itemUrl, runId, identity } = run;
  const title =
    run.did === null
      ? state === "rejected"
        ? "The row was rejected"
        : "It is not known whether it was written"
      : did[run.did];
  return (
    <section className="flex flex-col gap-2">
      <Callout tone={state === "done" ? "good" : state === "rejected" ? "failed" : "attention"} title={title}>
        <code>{identity}</code>
        {itemId !== null && `, item ${itemId}`}. {reason}{" "}
        {itemUrl && (
          <a href={itemUrl} target="_blank" rel="noreferrer" className="underline underline-offset-2">
            Open the item
          </a>
        )}{" "}
        <TextLink href={`/runs/${runId}`}>See it as a run</TextLink>
      </Callout>
      {exchanges.map((exchange, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list in the order of sending.
        <Exchange key={index} exchange={exchange} />
      ))}
    </section>
  );
}

function Exchange({ exchange: { method, path, request, status, response } }: { exchange: TestExchange }) {
  return (
    <details className="rounded-lg border border-line">
      <summary className="flex cursor-pointer gap-2 break-all px-3 py-1.5 font-mono text-xs hover:bg-hover">
        <span className="font-semibold">{method}</span>
        <span className="min-w-0 flex-1">{path}</span>
        <span>{status ?? "no answer"}</span>
      </summary>
      <div className="grid gap-px border-line border-t bg-line sm:grid-cols-2">
        <Body name="Request" text={request} />
        <Body name="Response" text={response} />
      </div>
    </details>
  );
}

function Body({ name, text }: { name: string; text: string | null }) {
  return (
    <div className="min-w-0 bg-sunken p-3">
      <p className="pb-1 text-ink-faint text-xs">{name}</p>
      <pre className="max-h-60 overflow-auto whitespace-pre-wrap break-words text-xs">
        {text === null ? "none" : pretty(text)}
      </pre>
    </div>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // An answer that is no JSON, such as a proxy's page, is shown as it came.
    return text;
  }
}
