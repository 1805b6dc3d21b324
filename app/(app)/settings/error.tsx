"use client";

import { ErrorView } from "@/components/layout/error-view";

/** In place of one part: the head with the ways to the others stays. */
export default function PartError({ error, retry }: { error: unknown; retry: () => void }) {
  return <ErrorView error={error} retry={retry} />;
}
