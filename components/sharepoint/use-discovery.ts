"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const pollMs = 1_500;
/** A worker that has not begun by then is not there, or Graph refuses. */
const patienceMs = 90_000;
/** Lists are counted one by one: after this long without a new count the last one has come. */
const quietMs = 6_000;

interface Wait {
  /** What the site said when the discovery was asked for. */
  readonly before: string | null;
  readonly begunMs: number;
  readonly onSilence?: () => void;
}

/**
 * Keeps the page fresh while a discovery that was asked for comes in. A site that was never discovered waits for its first one by itself.
 * `onSilence` is called when nothing came in time.
 */
export function useDiscovery(lastDiscoveredAt: string | null) {
  const router = useRouter();
  const [wait, setWait] = useState<Wait | null>(() =>
    lastDiscoveredAt === null ? { before: null, begunMs: Date.now() } : null,
  );
  const hasBegun = wait !== null && lastDiscoveredAt !== wait.before;

  useEffect(() => {
    if (wait === null) return;
    const timer = setInterval(() => {
      if (Date.now() - wait.begunMs > patienceMs) {
        setWait(null);
        wait.onSilence?.();
        return;
      }
      router.refresh();
    }, pollMs);
    return () => clearInterval(timer);
  }, [wait, router]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new count begins the silence anew.
  useEffect(() => {
    if (!hasBegun) return;
    const timer = setTimeout(() => setWait(null), quietMs);
    return () => clearTimeout(timer);
  }, [hasBegun, lastDiscoveredAt]);

  const begin = (onSilence: () => void) => setWait({ before: lastDiscoveredAt, begunMs: Date.now(), onSilence });
  return { isWaiting: wait !== null, begin };
}
