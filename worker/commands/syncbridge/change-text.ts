import type { Change } from "@/lib/features/bundle/types";
import { oneLine } from "../terminal-text";

const signs = { create: "+", change: "~", leave: " " } as const;

const kindWords: Readonly<Record<Change["kind"], string>> = {
  application: "application",
  database: "database",
  instance: "instance",
  connection: "connection",
  site: "site",
  list: "list",
  definition: "definition",
  catalog: "catalog of",
};

function fieldLine({ field, before, after }: Change["fields"][number]): string {
  if (before === null) return `      ${field}: ${after ?? "nothing"}`;
  return `      ${field}: ${before} → ${after ?? "nothing"}`;
}

/** A change as lines: what is made or changed with its fields, what is left in one line with its notes. */
export function changeText({ kind, name, action, fields, notes }: Change): string {
  const lines = [
    `  ${signs[action]} ${kindWords[kind]} ${name}`,
    ...fields.map(fieldLine),
    ...notes.map((note) => `      (${note})`),
  ];
  return lines.map(oneLine).join("\n");
}

/** Whether anything is to be done. */
export const hasChanges = (changes: readonly Change[]): boolean => changes.some(({ action }) => action !== "leave");

/** `2 to make, 1 to change, 5 stay as they are` */
export function countText(
  changes: readonly Change[],
  words: { readonly create: string; readonly change: string },
): string {
  const count = (action: Change["action"]) => changes.filter((change) => change.action === action).length;
  return `${count("create")} ${words.create}, ${count("change")} ${words.change}, ${count("leave")} left as they are.`;
}
