"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

interface Viewer {
  /** BCP 47 tag of the viewer's first language, for figures. */
  readonly locale: string;
  /** IANA name of the viewer's time zone; UTC until the browser has told. */
  readonly timeZone: string;
}

const ViewerContext = createContext<Viewer>({ locale: "en", timeZone: "UTC" });

/** The cookie in which the browser tells the server its time zone, so that the next page is right from its first byte. */
export const timeZoneCookie = "syncbridge-zone";

/** Tells everything below in which locale and zone to show figures and moments. */
export function ViewerProvider({ locale, timeZone, children }: Viewer & { children: ReactNode }) {
  const [zone, setZone] = useState(timeZone);
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!actual || actual === zone) return;
    setZone(actual);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and plain-http pages.
    document.cookie = `${timeZoneCookie}=${encodeURIComponent(actual)}; path=/; max-age=31536000; samesite=lax`;
  }, [zone]);
  const viewer = useMemo(() => ({ locale, timeZone: zone }), [locale, zone]);
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

export function useViewer(): Viewer {
  return useContext(ViewerContext);
}
