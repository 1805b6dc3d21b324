import type { FieldValues } from "./entities";
import { uniqueViolation } from "./errors";
import type { ListData } from "./list-data";
import type { Profile } from "./profile";

/**
 * Refuses values that another item of the list holds in a unique column (Graph contract 6.1). Whether case counts, and whether several
 * items may be empty there, is table (d) 24 and 25.
 */
export function checkUnique(data: ListData, values: FieldValues, own: number | undefined, profile: Profile): void {
  for (const { name, enforceUniqueValues } of data.list.columns) {
    if (!enforceUniqueValues) continue;
    const value = values[name];
    const isOther = (id: number) => id !== own;
    if (value === undefined) {
      if (profile.uniqueEmpties === "one" && hasOtherEmpty(data, name, own)) throw uniqueViolation();
      continue;
    }
    const others = data.lookUp(name, value)?.filter(isOther) ?? [];
    const clashes =
      profile.uniqueCase === "counts"
        ? others.some((id) => data.items.get(id)?.values[name] === value)
        : others.length > 0;
    if (clashes) throw uniqueViolation();
  }
}

function hasOtherEmpty(data: ListData, name: string, own: number | undefined): boolean {
  for (const item of data.items.values()) if (item.id !== own && item.values[name] === undefined) return true;
  return false;
}
