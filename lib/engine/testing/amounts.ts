import { definitionOf, pushed, targetColumn } from "./definitions";
import type { MemoryWorld } from "./memory-world";

// The plainest sync: rows of a name and an amount.

export const name = pushed("name", "text", targetColumn("Title", "text", { maxLength: 20 }));
export const amount = pushed("amount", "decimal", targetColumn("Amount", "number"));
export const definition = definitionOf([name, amount]);

/** So many rows, each with a name and an amount of its own. */
export const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    name: `row ${index + 1}`,
    amount: `${index}.50`,
  }));

const byContent = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** The list's items as rows, to compare with the table. */
export const listed = ({ list }: MemoryWorld) =>
  [...list.items.values()]
    .map((item) => ({ name: item.values[name.id] ?? null, amount: item.values[amount.id] ?? null }))
    .sort(byContent);

/** The table's rows as the list must hold them. */
export const tabled = ({ source }: MemoryWorld) =>
  source.rows
    .map((row) => ({ name: row.name || null, amount: row.amount == null ? null : Number(row.amount) }))
    .sort(byContent);
