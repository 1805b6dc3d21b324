"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { signInAddress } from "@/components/forms/sign-in-address";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";

type Standing = "well" | "lost" | "signed-out";

const calmMs = 20_000;
const lostMs = 3_000;
const patienceMs = 10_000;

/** Something small that only a signed-in person is answered. */
const question = "/api/runs/newest?of=all";

async function standingNow(signal: AbortSignal): Promise<Standing> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const response = await fetch(question, { signal: patience, cache: "no-store" }).catch(() => null);
  if (response === null || response.status >= 500) return "lost";
  return response.status === 401 ? "signed-out" : "well";
}

/**
 * Tells when the server is no longer reached or the session has ended, before something is pressed in vain. Once the server answers again the
 * page's data is asked for anew and the notice goes by itself.
 */
export function ConnectionWatch() {
  const router = useRouter();
  const [standing, setStanding] = useState<Standing>("well");
  useEffect(() => {
    const left = new AbortController();
    let last: Standing = "well";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      clearTimeout(timer);
      const isSeen = document.visibilityState === "visible";
      const next = isSeen ? await standingNow(left.signal) : last;
      if (left.signal.aborted) return;
      if (last !== "well" && next === "well") router.refresh();
      last = next;
      setStanding(next);
      clearTimeout(timer);
      timer = setTimeout(() => void look(), next === "lost" ? lostMs : calmMs);
    };
    const lookNow = () => void look();
    // The connection may have been lost before this listens.
    timer = setTimeout(lookNow, navigator.onLine ? calmMs : 0);
    for (const name of ["online", "offline"]) window.addEventListener(name, lookNow);
    document.addEventListener("visibilitychange", lookNow);
    return () => {
      left.abort();
      clearTimeout(timer);
      for (const name of ["online", "offline"]) window.removeEventListener(name, lookNow);
      document.removeEventListener("visibilitychange", lookNow);
    };
  }, [router]);
  if (standing === "well") return null;
  return (
    <div className="px-4 pt-4 lg:px-8">
      {standing === "lost" ? (
        <Callout
          tone="attention"
          title="SyncBridge does not answer"
          remedy="It is asked again every few seconds; this notice goes when it answers."
          announce
        >
          Your connection is interrupted, or the server is being restarted. What is shown here may be old.
        </Callout>
      ) : (
        <Callout
          tone="attention"
          title="Your session has ended"
          action={
            // Not a link: the address to come back to is known in the browser only.
            <Button onClick={() => location.assign(signInAddress())}>Sign in again</Button>
          }
          announce
        >
          Copy what you have typed and not saved; signing in leads back to this page.
        </Callout>
      )}
    </div>
  );
}
