"use client";

import { useEffect, useEffectEvent, useReducer } from "react";
import { noAnswer } from "@/components/forms/no-answer";
import { toast } from "./toast";

/** Code that a page does without until it is wanted. */
export interface Later<Part> {
  readonly fetch: () => Promise<Part>;
  /** The part, where it is here already. */
  readonly here: () => Part | null;
}

/** Fetched once, by whoever wants it first; anew where it did not come. */
export function later<Part>(load: () => Promise<Part>): Later<Part> {
  let part: Part | null = null;
  let coming: Promise<Part> | null = null;
  const fetch = async () => {
    coming ??= load();
    try {
      part = await coming;
      return part;
    } catch (error) {
      coming = null;
      throw error;
    }
  };
  return { fetch, here: () => part };
}

/** Fetches it since somebody is about to want it. What does not come now is asked for again then. */
export function warm(of: Later<unknown>): void {
  void of.fetch().catch(() => null);
}

/** For the control that opens it: who points at it or has the keyboard there is about to press. */
export function warming(of: Later<unknown>) {
  return { onPointerEnter: () => warm(of), onFocus: () => warm(of) };
}

/** The part, once it is wanted and here. Where it does not come that is said, and `giveUp` takes the wish back. */
export function useLater<Part>(of: Later<Part>, isWanted: boolean, giveUp: () => void): Part | null {
  const [, arrive] = useReducer((count: number) => count + 1, 0);
  const miss = useEffectEvent(() => {
    toast.error(noAnswer.title, { description: noAnswer.remedy, durationMs: 12_000 });
    giveUp();
  });
  useEffect(() => {
    if (!isWanted || of.here() !== null) return;
    let isLeft = false;
    of.fetch().then(
      () => isLeft || arrive(),
      () => isLeft || miss(),
    );
    return () => {
      isLeft = true;
    };
  }, [of, isWanted]);
  return isWanted ? of.here() : null;
}
