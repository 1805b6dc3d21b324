/** The path of an address within this application, or "/" for everything else: links that lead elsewhere after signing in are a known trap. */
export function localPath(target: string | null | undefined): string {
  if (!target) return "/";
  const base = "http://here.invalid";
  if (!URL.canParse(target, base)) return "/";
  const url = new URL(target, base);
  // A backslash or a second slash would name a host.
  if (url.origin !== base || !target.startsWith("/") || /^\/[/\\]/.test(target)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
