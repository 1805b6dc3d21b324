import type { Sample, SampleRequest } from "@/lib/connectors/connector";
import { type AskedTable, askSource } from "./ask-source";
import { type Profile, profileSample } from "./profile";

/** Longest cell that is shown; longer ones are cut by the server. */
const shownCellLength = 2_000;

/** Profiles look at many rows and need less of each. */
const profiledCellLength = 1_000;

const profiledRows = 10_000;

/** What a profile may hold in memory at most, in characters: some tens of MiB. */
const profiledCharacters = 24_000_000;

/** How many characters a cell may have that is no longer than a number or a time. */
const shortCell = 40;

interface Named {
  readonly instanceLabel: string;
}

/** Some rows for a person to look at. Throws as `askSource`. */
export async function readSample(
  table: AskedTable,
  request: { readonly from: "first" | "spread"; readonly limit: number },
): Promise<Sample & Named & { readonly maxCellLength: number }> {
  const maxCellLength = shownCellLength;
  const asked: SampleRequest = { table: refOf(table), ...request, maxCellLength };
  return askSource(table, async ({ connection, signal, instanceLabel }) => {
    return { ...(await connection.sample(asked, signal)), instanceLabel, maxCellLength };
  });
}

interface ProfiledColumn {
  readonly columnName: string;
  readonly valueKind: string;
  readonly maxLength: number | null;
}

/**
 * Profiles columns of a table from at most 10,000 rows, from all over it where the store can do that; fewer rows where the columns are many
 * or long. Throws as `askSource`.
 */
export async function readProfile(
  table: AskedTable,
  columns: readonly ProfiledColumn[],
): Promise<
  Named & Pick<Sample, "extent" | "takenAt"> & { readonly rows: number; readonly columns: readonly Profile[] }
> {
  const request: SampleRequest = {
    table: refOf(table),
    columns: columns.map((column) => column.columnName),
    limit: rowsToProfile(columns),
    from: "spread",
    maxCellLength: profiledCellLength,
  };
  return askSource(table, async ({ connection, signal, instanceLabel }) => {
    const sample = await connection.sample(request, signal);
    const { extent, takenAt, rows } = sample;
    return { extent, takenAt, instanceLabel, rows: rows.length, columns: profileSample(sample, profiledCellLength) };
  });
}

const long: ReadonlySet<string> = new Set(["text", "json", "xml", "array", "geometry", "unknown"]);

function rowsToProfile(columns: readonly ProfiledColumn[]): number {
  const perRow = columns.reduce((sum, { valueKind, maxLength }) => {
    if (!long.has(valueKind)) return sum + shortCell;
    return sum + Math.min(maxLength ?? profiledCellLength, profiledCellLength);
  }, 1);
  return Math.max(100, Math.min(profiledRows, Math.floor(profiledCharacters / perRow)));
}

const refOf = (table: AskedTable) => ({ schema: table.schemaName, name: table.tableName });
