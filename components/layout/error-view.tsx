"use client";

import { RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import type { Reason } from "@/lib/errors/action-result";
import { unexpected } from "@/lib/errors/unexpected";
import { ReasonView } from "./reason-view";

/** What an error boundary shows for anything thrown while a page was made. */
export function ErrorView({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = digestOf(error);
  const known = digest === null ? null : readReason(digest);
  return (
    <ReasonView
      title={known?.title ?? unexpected.title}
      message={known?.message ?? unexpected.cause}
      remedy={known?.remedy ?? unexpected.remedy}
      referenceId={known?.requestId ?? digest ?? undefined}
      actions={
        <>
          <Button icon={<RotateCw aria-hidden />} onClick={() => retry()}>
            Try again
          </Button>
          <LinkButton href="/" variant="quiet">
            Go to the overview
          </LinkButton>
        </>
      }
    />
  );
}

function digestOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;
}

/** What lib/page.ts writes into the digest of a refused page; a digest of Next's own is a mere number. */
function readReason(digest: string): Reason | null {
  return digest.startsWith("{") ? (JSON.parse(digest) as Reason) : null;
}
