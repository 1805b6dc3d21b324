/** The cookie that keeps the navigation narrow, so that the server draws it right at once. */
export const navWidthCookie = "syncbridge-nav";
export type NavWidth = "wide" | "narrow";
