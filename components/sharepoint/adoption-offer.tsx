"use client";

import { useState } from "react";
import { useAction } from "@/components/forms/use-action";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { offerAdoptionAction, provisionListAction } from "@/lib/features/sharepoint/actions";
import type { ProvisionListInput } from "@/lib/features/sharepoint/schema";
import { plural } from "@/lib/format/plural";
import type { Provisioned } from "./provisioned-view";

type Answer = Awaited<ReturnType<typeof offerAdoptionAction>>;
type Offer = Extract<Answer, { ok: true }>["data"];

interface AdoptionOfferProps {
  wish: ProvisionListInput;
  onDone: (made: Provisioned) => void;
}

/** Shows what a list that is there already has of what the table needs, and takes it over on a second press. */
export function AdoptionOffer({ wish, onDone }: AdoptionOfferProps) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const compare = useAction(offerAdoptionAction, { onDone: setOffer });
  const adopt = useAction(provisionListAction, { onDone });
  if (offer === null) {
    return (
      <Callout tone="info" title="This list can be used as it is">
        <div className="flex flex-col items-start gap-2">
          <p>Its columns stay; those that it lacks are added.</p>
          <Button pending={compare.isPending} onClick={() => compare.start(wish)}>
            See what fits
          </Button>
        </div>
      </Callout>
    );
  }
  return (
    <Callout tone="info" title={`Use the list “${offer.displayName}”?`} announce>
      <div className="flex flex-col items-start gap-2">
        <Parts
          title={`Used as it stands in the list: ${plural(offer.fits.length, "column")}`}
          parts={offer.fits.map(({ sourceColumn, columnName, limits }) => ({
            sourceColumn,
            words: [`becomes ${columnName}.`, ...limits].join(" "),
          }))}
        />
        <Parts
          title={`Added to the list: ${plural(offer.missing.length, "column")}`}
          parts={offer.missing.map(({ sourceColumn, columnName }) => ({ sourceColumn, words: `as ${columnName}` }))}
        />
        <Parts
          title={`Left out: ${plural(offer.clashes.length, "column")}`}
          parts={offer.clashes.map(({ sourceColumn, reason }) => ({ sourceColumn, words: reason }))}
        />
        <p>
          The hidden column SyncBridgeKey is added too, indexed and unique where the list allows it. Items and columns
          that are there are not changed.
        </p>
        <Button
          variant="primary"
          pending={adopt.isPending}
          onClick={() => adopt.start({ ...wish, adoptListId: offer.listId })}
        >
          Use this list
        </Button>
      </div>
    </Callout>
  );
}

interface PartsProps {
  title: string;
  parts: readonly { readonly sourceColumn: string; readonly words: string }[];
}

function Parts({ title, parts }: PartsProps) {
  if (parts.length === 0) return null;
  return (
    <div>
      <p className="font-medium">{title}</p>
      <ul className="list-disc pl-5">
        {parts.map(({ sourceColumn, words }) => (
          <li key={sourceColumn}>
            <code>{sourceColumn}</code>: {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
