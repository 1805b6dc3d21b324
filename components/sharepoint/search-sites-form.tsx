"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useAction } from "@/components/forms/use-action";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { toast } from "@/components/ui/toast";
import { addSiteAction, searchSitesAction } from "@/lib/features/sharepoint/actions";
import { searchSitesInput } from "@/lib/features/sharepoint/schema";
import type { FoundSite } from "@/lib/features/sharepoint/types";

/** Finds sites by a part of their name, where the application may search, and takes one up. */
export function SearchSitesForm({ connectionId }: { connectionId: string }) {
  const [found, setFound] = useState<readonly FoundSite[] | null>(null);
  const of = useActionForm({
    schema: searchSitesInput,
    action: searchSitesAction,
    defaults: { connectionId, text: "" },
    onDone: setFound,
  });
  return (
    <Form of={of} className="max-w-form">
      <TextField
        of={of}
        name="text"
        label="Part of the name"
        hint="New sites are found after a while only, and an application with Sites.Selected finds none: paste the address then."
      />
      <FormActions of={of} submit="Search" />
      {found !== null && <FoundSites connectionId={connectionId} sites={found} />}
    </Form>
  );
}

function FoundSites({ connectionId, sites }: { connectionId: string; sites: readonly FoundSite[] }) {
  const router = useRouter();
  const { start, isPending } = useAction(addSiteAction, {
    onDone: ({ siteId }) => {
      toast.success("Site added; its lists are being read");
      router.push(`/sharepoint/sites/${siteId}`);
    },
  });
  return (
    <div role="status">
      {sites.length === 0 ? (
        <p className="text-ink-muted">No site of this name was found.</p>
      ) : (
        <ul className="divide-y divide-line border-line border-y">
          {sites.map((site) => (
            <li key={site.siteId} className="flex items-center justify-between gap-3 py-2">
              <span className="flex min-w-0 flex-col">
                <span className="truncate">{site.displayName}</span>
                <code className="truncate text-ink-muted text-xs">{site.webUrl}</code>
              </span>
              {site.knownAs === null ? (
                <Button
                  size="sm"
                  pending={isPending}
                  aria-label={`Add ${site.displayName}`}
                  onClick={() => start({ connectionId, address: site.siteId })}
                >
                  Add
                </Button>
              ) : (
                <LinkButton size="sm" href={`/sharepoint/sites/${site.knownAs}`}>
                  Open
                </LinkButton>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
