"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { Form } from "@/components/forms/form";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { chooseMappingsAction } from "@/lib/features/setup/actions";
import { chooseMappingsInput } from "@/lib/features/setup/schema";
import type { MappingProposal, PairProposal, SetupView } from "@/lib/features/setup/types";
import { plural } from "@/lib/format/plural";
import { pairColumns, pairKey } from "./pair-columns";
import { StepLinks, stepsBeside } from "./step-links";

interface MappingFormProps {
  setup: Pick<SetupView, "definitionId" | "steps">;
  proposal: MappingProposal;
}

/** What is mapped and what could be, one line a pair: those that are ticked are the mapping when one goes on. */
export function MappingForm({ setup, proposal }: MappingFormProps) {
  const router = useRouter();
  const { definitionId, pairs } = proposal;
  const keysOf = (wanted: (pair: PairProposal) => boolean) => new Set(pairs.filter(wanted).map(pairKey));
  const [taken, setTaken] = useState<ReadonlySet<string>>(() =>
    keysOf(({ mappingId, isSure }) => mappingId !== null || isSure),
  );
  const isTaken = (pair: PairProposal) => taken.has(pairKey(pair));
  const { next } = stepsBeside(setup, "mapping");
  const of = useActionForm({
    schema: chooseMappingsInput.pick({ definitionId: true }),
    action: () =>
      chooseMappingsAction({
        definitionId,
        add: pairs.flatMap((pair) => {
          const { mappingId, sourceColumnId, targetColumnId, transform } = pair;
          return mappingId === null && isTaken(pair) ? [{ sourceColumnId, targetColumnId, transform }] : [];
        }),
        remove: pairs.flatMap((pair) => (pair.mappingId !== null && !isTaken(pair) ? [pair.mappingId] : [])),
      }),
    defaults: { definitionId },
    onDone: () => next && router.push(next.href),
  });
  const toggle = (pair: PairProposal) =>
    setTaken((before) => {
      const after = new Set(before);
      if (!after.delete(pairKey(pair))) after.add(pairKey(pair));
      return after;
    });
  const unsure = pairs.filter(({ mappingId, isSure }) => mappingId === null && !isSure);
  return (
    <Form of={of}>
      <DataTable
        label="Pairs of columns"
        columns={pairColumns({ isTaken, toggle })}
        page={{ rows: pairs, nextCursor: null }}
        rowKey={pairKey}
        path={`/syncs/${definitionId}/setup/mapping`}
        density="comfortable"
        toolbar={
          unsure.length > 0 && (
            <span className="flex flex-wrap gap-2">
              <Button size="sm" onClick={() => setTaken(keysOf(() => true))}>
                Take all proposals
              </Button>
              <Button
                size="sm"
                onClick={() => setTaken(keysOf(({ mappingId, isSure }) => mappingId !== null || isSure))}
              >
                Only the sure ones
              </Button>
            </span>
          )
        }
        empty={
          <EmptyState
            title="No columns belong together by their names"
            action={<LinkButton href={`/syncs/${definitionId}`}>Open the mapping editor</LinkButton>}
          >
            Pair them by hand in the editor, then come back.
          </EmptyState>
        }
      />
      {pairs.length === 0 ? (
        <StepLinks setup={setup} step="mapping" />
      ) : (
        <StepLinks setup={setup} step="mapping">
          <Button type="submit" variant="primary" pending={of.isPending} disabled={taken.size === 0}>
            Take {plural(taken.size, "column")} and go on
          </Button>
        </StepLinks>
      )}
    </Form>
  );
}
