import { loadDefinition } from "../load-definition";
import { definitionOf } from "./gather-row";
import { readRowItem } from "./list-item";

/** Whether the list of a definition has this item now. Throws what keeps the list from being asked. */
export async function hasItem(definitionId: string, itemId: number | null): Promise<boolean> {
  const stored = await loadDefinition(definitionId);
  return (await readRowItem(stored, definitionOf(stored), { itemId, hash: null })) !== null;
}
