/** The cookie that keeps how high the rows of all tables are, so that the server draws them right at once. */
export const rowHeightCookie = "syncbridge-rows";
export const rowHeights = ["compact", "normal", "roomy"] as const;
export type RowHeight = (typeof rowHeights)[number];

export function readRowHeight(stored: string | undefined): RowHeight {
  return rowHeights.find((height) => height === stored) ?? "normal";
}
