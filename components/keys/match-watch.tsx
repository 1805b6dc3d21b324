"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const pollMs = 2_000;

/** Asks for the page's data anew while rows and items are being compared and the page is in sight. */
export function MatchWatch() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, pollMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
