import { z } from "zod";
import type { IntrospectedColumn } from "@/lib/connectors/connector";
import { flagCell, isRefused, rangeOf } from "./catalog-facts";
import { columnsQuery, type Feature } from "./catalog-queries";
import { columnTypeFromCells, maxLengthOf, nativeTypeOf, typeNameOf } from "./column-type";
import { conversionOf } from "./convert";
import type { Cells, Session } from "./session";

/** Rows fetched at a time. */
const columnsABatch = 1_000;

/** A column as its own row tells it. */
export interface CatalogColumn extends Omit<IntrospectedColumn, "isPrimaryKey" | "isUnique" | "comment"> {
  readonly columnId: number;
  /** Name of the alias type by which the column was declared; its native type is what that stands for. */
  readonly aliasType: string | null;
}

/** The columns of each table in turn, in the order of the object ids; numbered without the gaps that dropped columns leave. */
export async function* columnsByObject(
  session: Session,
  features: ReadonlySet<Feature>,
  ids: readonly number[],
): AsyncGenerator<ColumnsOfObject> {
  let hasBegun = false;
  try {
    for await (const columns of askColumns(session, features, ids)) {
      hasBegun = true;
      yield columns;
    }
  } catch (error) {
    // The catalog may announce what its views refuse.
    if (hasBegun || features.size === 0 || !isRefused(error)) throw error;
    yield* askColumns(session, new Set(), ids);
  }
}

type ColumnsOfObject = readonly [objectId: number, columns: readonly CatalogColumn[]];

async function* askColumns(
  session: Session,
  features: ReadonlySet<Feature>,
  ids: readonly number[],
): AsyncGenerator<ColumnsOfObject> {
  let currentId = 0;
  let columns: CatalogColumn[] = [];
  for await (const rows of session.stream(columnsQuery(features), rangeOf(ids), columnsABatch)) {
    for (const cells of rows) {
      const objectId = Number(cells[0]);
      if (objectId !== currentId) {
        if (columns.length > 0) yield [currentId, columns];
        currentId = objectId;
        columns = [];
      }
      columns.push(columnFrom(cells, columns.length + 1));
    }
  }
  if (columns.length > 0) yield [currentId, columns];
}

const columnSchema = z.tuple([
  z.coerce.number(), // number of the column
  z.string(), // name
  z.string().nullable(), // own type
  z.string().nullable(), // schema of the own type
  flagCell.nullable(), // own type is user-defined
  flagCell, // nullable
  flagCell, // identity
  flagCell, // computed
  z.coerce.number().nullable(), // generated always
]);

function columnFrom(cells: Cells, ordinal: number): CatalogColumn {
  const type = columnTypeFromCells(cells.slice(3, 8));
  const [columnId, name, ownType, ownSchema, isUserDefined, isNullable, isIdentity, isComputed, generated] =
    columnSchema.parse([cells[1], cells[2], ...cells.slice(8)]);
  const isAlias = isUserDefined === true && ownType !== null && ownType.toLowerCase() !== type.name;
  const { kind } = conversionOf(type);
  return {
    columnId,
    ordinal,
    name,
    dataType: typeNameOf(type),
    nativeType: nativeTypeOf(type),
    aliasType: isAlias ? `${ownSchema === null ? "" : `${ownSchema}.`}${ownType}` : null,
    kind,
    maxLength: maxLengthOf(type),
    ...digitsOf(type.name, type),
    isNullable,
    defaultValue: generated ? periodText(generated) : null,
    isIdentity,
    isGenerated: isComputed || Boolean(generated),
    collation: type.collation,
    enumValues: null,
    isRowVersion: type.name === "timestamp",
  };
}

/** sys.columns.generated_always_type; the others belong to ledger tables. */
const periodEnds: Readonly<Record<number, string>> = { 1: "ROW START", 2: "ROW END" };

const periodText = (generated: number): string =>
  `GENERATED ALWAYS${periodEnds[generated] ? ` AS ${periodEnds[generated]}` : ""}`;

/** Precision and scale where they are the type's own choice: of times the digits after the second. */
function digitsOf(
  name: string,
  { precision, scale }: { precision: number; scale: number },
): Pick<IntrospectedColumn, "precision" | "scale"> {
  if (name === "decimal" || name === "numeric") return { precision, scale };
  if (name === "time" || name === "datetime2" || name === "datetimeoffset") return { precision: scale, scale: null };
  return { precision: null, scale: null };
}
