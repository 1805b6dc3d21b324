"use client";

import { RotateCw } from "lucide-react";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { describeError } from "@/lib/errors/codes";
import { ReasonView } from "./reason-view";

/** What lib/page.ts writes into the digest of a refused page. */
const reason = z.object({
  code: z.string(),
  title: z.string(),
  message: z.string(),
  remedy: z.string(),
  requestId: z.string(),
});

/** What an error boundary shows for anything thrown while a page was made. */
export function ErrorView({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = digestOf(error);
  const known = digest === null ? null : readReason(digest);
  const unexpected = describeError("unexpected");
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

function readReason(digest: string): z.output<typeof reason> | null {
  if (!digest.startsWith("{")) return null;
  const parsed = reason.safeParse(JSON.parse(digest));
  return parsed.success ? parsed.data : null;
}
