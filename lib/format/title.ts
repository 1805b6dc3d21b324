/** A table's name as a title: "order_lines" becomes "Order lines". */
export function titleOf(tableName: string): string {
  const words = tableName.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || tableName;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
