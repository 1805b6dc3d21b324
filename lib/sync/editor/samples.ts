import type { ColumnSamples } from "@/lib/features/mapping/types";
import type { StoredDefinition } from "../load-definition";
import { readProfile } from "../read-values";

/** Profiles the table's columns for the editor. Binary columns have no values to show. Throws as `askSource`. */
export async function readColumnSamples({ sourceTable }: StoredDefinition): Promise<ColumnSamples> {
  const columns = sourceTable.columns.filter(({ valueKind }) => valueKind !== "binary");
  const profile = await readProfile(sourceTable, columns);
  const { rows, instanceLabel, takenAt, extent } = profile;
  return {
    ...{ rows, instanceLabel, takenAt, isWhole: extent === "all" },
    columns: profile.columns.flatMap((each) => {
      const column = columns.find(({ columnName }) => columnName === each.columnName);
      if (!column) return [];
      const { examples, nullShare, longestUnits, isLongestCut, distinct } = each;
      return [{ columnId: column.id, examples, nullShare, longest: longestUnits, isLongestCut, distinct }];
    }),
  };
}
