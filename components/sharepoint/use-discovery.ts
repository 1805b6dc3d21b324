"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const pollMs = 1_500;
/** A worker that has not answered by then is not there. */
const patienceMs = 90_000;

/** Keeps the page fresh while a discovery is under way; `onSilence` is called when nothing came in time. */
export function useDiscovery(isDiscovering: boolean, onSilence: () => void): void {
  const router = useRouter();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said after a long silence does not begin the wait anew.
  useEffect(() => {
    if (!isDiscovering) return;
    const begun = Date.now();
    const timer = setInterval(() => {
      if (Date.now() - begun <= patienceMs) {
        router.refresh();
        return;
      }
      clearInterval(timer);
      onSilence();
    }, pollMs);
    return () => clearInterval(timer);
  }, [isDiscovering, router]);
}
