/** The viewer's first language by the Accept-Language header, as a tag that Intl knows; English when there is none. */
export function viewerLocale(acceptLanguage: string | null | undefined): string {
  const tags = (acceptLanguage ?? "").split(",").map((entry) => entry.split(";")[0]?.trim() ?? "");
  return tags.find(isUsableLocale) ?? "en";
}

function isUsableLocale(tag: string): boolean {
  if (tag === "" || tag === "*") return false;
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    // Not a language tag at all.
    return false;
  }
}

/** The zone that the browser told by cookie, if Intl knows it; UTC otherwise. */
export function viewerTimeZone(name: string | null | undefined): string {
  if (!name) return "UTC";
  try {
    // Only asked whether it knows the zone: its own name for it may be an older one (Asia/Katmandu).
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    // Not a zone: someone wrote into the cookie, or this Node is older than the zone.
    return "UTC";
  }
}
