import { useSyncExternalStore } from "react";

/** Told before the browser lays the page out for paper, and afterwards. Not every browser tells it by the media query too. */
let isAsked = false;

function subscribe(onChange: () => void): () => void {
  const query = matchMedia("print");
  const begin = () => {
    isAsked = true;
    onChange();
  };
  const end = () => {
    isAsked = false;
    onChange();
  };
  query.addEventListener("change", onChange);
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  return () => {
    query.removeEventListener("change", onChange);
    removeEventListener("beforeprint", begin);
    removeEventListener("afterprint", end);
  };
}

/** Whether the page is being printed: then what is drawn only near the eye has to be there whole. */
export function usePrinting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isAsked || matchMedia("print").matches,
    () => false,
  );
}
