/** The sign-in that leads back to where the person is now. In the browser only. */
export function signInAddress(): string {
  return `/sign-in?callbackUrl=${encodeURIComponent(`${location.pathname}${location.search}`)}`;
}
