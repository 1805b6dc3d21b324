/** The path of an address within this application, or "/" for everything else: links that lead elsewhere after signing in are a known trap. */
export function localPath(target: string | readonly string[] | null | undefined): string {
  const base = "http://here.invalid";
  if (typeof target !== "string" || !target.startsWith("/") || !URL.canParse(target, base)) return "/";
  const url = new URL(target, base);
  // A second slash would name a host, also one that comes about only when "/./" or "/x/../" is resolved.
  if (url.origin !== base || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
