"use client";

import { useEffect } from "react";

/**
 * Gives the document a title while the framework has none: at each navigation it takes the former page's away and brings the new one's a moment
 * later, on a slow machine up to a second. Meanwhile the page's own heading stands in, before anyone is told of an untitled page.
 */
export function TitleStandIn() {
  useEffect(() => {
    const standIn = document.createElement("title");
    const look = () => {
      const isTitled = [...document.head.getElementsByTagName("title")].some((title) => title !== standIn);
      if (isTitled) standIn.remove();
      else if (!standIn.isConnected) {
        const heading = document.querySelector("h1")?.textContent;
        standIn.textContent = heading ? `${heading} · SyncBridge` : "SyncBridge";
        document.head.append(standIn);
      }
    };
    // Called before anything is drawn, and before the new page is announced.
    const observer = new MutationObserver(look);
    observer.observe(document.head, { childList: true });
    return () => {
      observer.disconnect();
      standIn.remove();
    };
  }, []);
  return null;
}
