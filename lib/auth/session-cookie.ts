/** Whether a cookie carries (a part of) next-auth's session token: long ones are cut into `.0`, `.1` and so on. */
export function isSessionCookie(name: string): boolean {
  return /^(__Secure-)?next-auth\.session-token(\.\d+)?$/.test(name);
}
