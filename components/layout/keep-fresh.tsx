"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const freshMs = 15_000;

/** Asks for the page's data anew every quarter of a minute, for numbers that soon are others. Nothing while out of sight. */
export function KeepFresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, freshMs);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
