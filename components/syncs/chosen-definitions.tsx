"use client";

import { CheckCheck, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useRowChoice } from "@/components/data-table/row-choice";
import { askEach, type Refused } from "@/components/forms/ask-each";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { TextLink } from "@/components/ui/text-link";
import { toast } from "@/components/ui/toast";
import { chooseDefinitionsAction } from "@/lib/features/syncs/actions";
import type { DefinitionMatch } from "@/lib/features/syncs/schema";
import type { ChoosableDefinition } from "@/lib/features/syncs/types";
import { plural } from "@/lib/format/plural";
import { type DefinitionVerb, definitionVerbs } from "./definition-verbs";

/** One verb on its way through the chosen rows. */
interface Progress {
  readonly verb: DefinitionVerb;
  readonly asked: number;
  readonly of: number;
}

/** How it ended where not all went well. */
interface Outcome {
  readonly verb: DefinitionVerb;
  readonly done: number;
  readonly refused: readonly Refused<ChoosableDefinition>[];
}

interface ChosenDefinitionsProps {
  /** Those of the page in sight. */
  rows: readonly ChoosableDefinition[];
  /** What the list is narrowed to, and how many that leaves on all its pages. */
  match: DefinitionMatch;
  total: number;
  /** How many are taken at once. */
  most: number;
}

/** What can be done with the chosen syncs, each for itself; absent while none is chosen. */
export function ChosenDefinitions({ rows, match, total, most }: ChosenDefinitionsProps) {
  const router = useRouter();
  const { chosen, choose } = useRowChoice();
  const { known, learn } = useKnown(rows);
  const [question, setQuestion] = useState<DefinitionVerb | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const picked = [...chosen].flatMap((id) => known.get(id) ?? []);
  const isTooMany = picked.length > most;
  const all = useAction(chooseDefinitionsAction, {
    onDone: (found) => {
      learn(found);
      choose(found.map(({ id }) => id));
    },
  });
  const offersAll =
    progress === null && rows.every(({ id }) => chosen.has(id)) && picked.length < Math.min(total, most);
  const carryOut = async (verb: DefinitionVerb) => {
    const fitting = picked.filter(verb.fits);
    const tell = (asked: number) => setProgress({ verb, asked, of: fitting.length });
    tell(0);
    const refused = await askEach(fitting, ({ id }) => verb.ask({ definitionId: id }), tell);
    setProgress(null);
    router.refresh();
    const done = fitting.length - refused.length;
    if (refused.length === 0)
      toast.success(`${plural(done, "sync")} ${verb.done}`, { description: leftOut(verb, picked) });
    else setOutcome({ verb, done, refused });
    // What was refused stays chosen, to be tried again once it is mended.
    choose(refused.map(({ row }) => row.id));
  };
  const begin = (verb: DefinitionVerb) => (verb.question === null ? void carryOut(verb) : setQuestion(verb));
  return (
    <>
      {(picked.length > 0 || progress) && (
        <section
          aria-label="Selected syncs"
          className="sticky bottom-4 z-10 mx-auto flex flex-wrap items-center gap-1 rounded-lg border border-line bg-raised p-1.5 shadow-lg"
        >
          <p role="status" className="figures px-2 font-medium">
            {progress
              ? `${progress.verb.doing} ${progress.asked} of ${progress.of}`
              : toldOf(picked, { rows, total, most })}
          </p>
          {offersAll && (
            <Button
              variant="quiet"
              size="sm"
              icon={<CheckCheck aria-hidden />}
              pending={all.isPending}
              onClick={() => all.start(match)}
            >
              {total > most
                ? `Select the first ${most} of ${plural(total, "sync")}`
                : `Select all ${total.toLocaleString("en")} that match`}
            </Button>
          )}
          {definitionVerbs.map((verb) => (
            <Button
              key={verb.id}
              variant="quiet"
              size="sm"
              icon={<verb.icon aria-hidden />}
              pending={progress?.verb === verb}
              disabled={progress !== null || isTooMany || !picked.some(verb.fits)}
              onClick={() => begin(verb)}
            >
              {verb.word}
            </Button>
          ))}
          <Button
            variant="quiet"
            size="icon-sm"
            aria-label="Clear the selection"
            icon={<X aria-hidden />}
            disabled={progress !== null}
            onClick={() => choose([])}
          />
        </section>
      )}
      {question && (
        <ConfirmDialog
          open
          onOpenChange={(isOpen) => !isOpen && setQuestion(null)}
          title={`${question.word.replace(/ now$/, "")} ${plural(picked.filter(question.fits).length, "sync")}${question.id === "run" ? " now" : ""}?`}
          confirm={question.word}
          onConfirm={async () => {
            void carryOut(question);
            return true;
          }}
        >
          <p>{question.question}</p>
          <p className="pt-2">{leftOut(question, picked)}</p>
        </ConfirmDialog>
      )}
      {outcome && <Refusals outcome={outcome} onClose={() => setOutcome(null)} />}
    </>
  );
}

/** What is known of syncs that were in sight since the page was opened, or that `learn` was told of: what is chosen may stand on other pages. */
function useKnown(rows: readonly ChoosableDefinition[]) {
  const [known, setKnown] = useState<ReadonlyMap<string, ChoosableDefinition>>(
    () => new Map(rows.map((row) => [row.id, row])),
  );
  const [seen, setSeen] = useState(rows);
  const learn = (found: readonly ChoosableDefinition[]) =>
    setKnown((before) => new Map([...before, ...found.map((row) => [row.id, row] as const)]));
  if (seen !== rows) {
    setSeen(rows);
    learn(rows);
  }
  return { known, learn };
}

/** How many are chosen, how many of them are out of sight, and whether they are all that can be. */
function toldOf(
  picked: readonly ChoosableDefinition[],
  { rows, total, most }: Omit<ChosenDefinitionsProps, "match">,
): string {
  const inSight = new Set(rows.map(({ id }) => id));
  const away = picked.filter(({ id }) => !inSight.has(id)).length;
  const count = `${picked.length.toLocaleString("en")} selected`;
  if (picked.length > most) return `${count}; at most ${most} are taken at once`;
  if (picked.length === most && total > most) return `${count}, the most that are taken at once`;
  return away === 0 ? count : `${count}, ${away.toLocaleString("en")} not on this page`;
}

/** Why the verb is not asked of some of the chosen; undefined where it fits all. */
function leftOut(verb: DefinitionVerb, picked: readonly ChoosableDefinition[]): string | undefined {
  const count = picked.filter((row) => !verb.fits(row)).length;
  return count === 0 ? undefined : `${count.toLocaleString("en")} of the selected ${verb.unfit[count === 1 ? 0 : 1]}.`;
}

function Refusals({ outcome, onClose }: { outcome: Outcome; onClose: () => void }) {
  const { verb, done, refused } = outcome;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`${plural(refused.length, "sync")} refused`}
      description={`${plural(done, "sync")} ${verb.done}. Those below stay selected.`}
      footer={<DialogClose variant="primary">Close</DialogClose>}
    >
      <ul className="flex flex-col divide-y divide-line-faint">
        {refused.map(({ row, reason }) => (
          <li key={row.id} className="py-2">
            <TextLink href={`/syncs/${row.id}`}>{row.name}</TextLink>
            <p>{reason.message || reason.title}</p>
            <p className="text-ink-muted text-sm">{reason.remedy}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
