import { z } from "zod";
import type { SampleRequest, SourceConnection } from "@/lib/connectors/connector";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { askSource } from "./ask-source";
import { singleLine } from "./plan-list-forms";

/** Rows that are looked at, from all over the table where the store can do that. */
const rowsToLookAt = 10_000;

/** Most choices that are proposed: a menu with more is no menu. */
const mostChoices = 100;

/** What a column's values make for a choice column. */
export interface FoundChoices {
  /** Each value once, sorted; empty where there are too many, or too long ones, for a choice. */
  readonly choices: readonly string[];
  readonly distinct: number;
  readonly rows: number;
  /** Whether every row was looked at; otherwise rarer values may be missing. */
  readonly isWhole: boolean;
  readonly instanceLabel: string;
}

/** Cut arrays are no JSON any more: what cannot be read whole proposes nothing. */
const arrayText = z.string().transform((text, context) => {
  try {
    return z.array(z.unknown()).parse(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    context.addIssue("cut");
    return z.NEVER;
  }
});

function partsOf(kind: string, value: string): readonly string[] {
  if (kind !== "array") return [value];
  return (arrayText.safeParse(value).data ?? []).flatMap((part) => (typeof part === "string" ? [part] : []));
}

async function distinctValues(connection: SourceConnection, request: SampleRequest, kind: string, signal: AbortSignal) {
  const sample = await connection.sample(request, signal);
  const values = new Set<string>();
  for (const [value] of sample.rows) {
    if (value === null || value === undefined) continue;
    for (const part of partsOf(kind, value)) if (part.trim() !== "") values.add(part);
  }
  return { values, rows: sample.rows.length, isWhole: sample.extent === "all" };
}

/**
 * The values that a column holds at present, as choices of a list column. Row values: not for viewers (sync-semantics 15).
 * Throws `not-found`, `type-unmappable` for columns whose values make no choices, otherwise as `askSource`.
 */
export async function readChoices(input: {
  readonly tableId: string;
  readonly columnName: string;
}): Promise<FoundChoices & { readonly table: string }> {
  const { tableId, columnName } = input;
  const found = await db().databaseTable.findUnique({
    where: { id: tableId },
    include: { columns: { where: { columnName, vanishedAt: null } } },
  });
  const [column] = found?.columns ?? [];
  if (!found || !column) throw new AppError("not-found", { message: "This column does not exist." });
  const { valueKind } = column;
  if (!["text", "enum", "array", "boolean", "integer", "uuid"].includes(valueKind)) {
    throw new AppError("type-unmappable", { message: `The values of “${columnName}” make no choices.` });
  }
  const request: SampleRequest = {
    table: { schema: found.schemaName, name: found.tableName },
    columns: [columnName],
    limit: rowsToLookAt,
    from: "spread",
    // One more than fits, so that a longer value is seen to be one.
    maxCellLength: singleLine + 1,
  };
  return askSource(found, async ({ connection, signal, instanceLabel }) => {
    const { values, rows, isWhole } = await distinctValues(connection, request, valueKind, signal);
    const usable = values.size <= mostChoices && [...values].every((value) => value.length <= singleLine);
    const choices = usable ? [...values].sort() : [];
    return {
      table: `${found.schemaName}.${found.tableName}`,
      choices,
      distinct: values.size,
      rows,
      isWhole,
      instanceLabel,
    };
  });
}
