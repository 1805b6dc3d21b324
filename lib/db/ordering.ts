import { z } from "zod";
import { Prisma } from "./generated/client";
import { type CursorPart, decodeCursor, type Page, toPage } from "./page";

/**
 * One part of a list's order. It is NULL for no row: a comparison with NULL is neither true nor false, and the row would stand on no page. An index
 * over the parts, in their order, answers either direction.
 */
interface OrderPart {
  readonly sql: Prisma.Sql;
  /** What a cursor holds of it, and what that is for the database. */
  readonly shape: z.ZodType<CursorPart>;
  readonly type: Prisma.Sql;
}

const moment = z.union([z.literal("-infinity"), z.literal("infinity"), z.iso.datetime({ offset: true })]);

export const byText = (sql: Prisma.Sql): OrderPart => ({ sql, shape: z.string(), type: Prisma.sql`text` });
export const byId = (sql: Prisma.Sql): OrderPart => ({ sql, shape: z.uuid(), type: Prisma.sql`uuid` });
export const byNumber = (sql: Prisma.Sql): OrderPart => ({ sql, shape: z.int(), type: Prisma.sql`bigint` });
export const byMoment = (sql: Prisma.Sql): OrderPart => ({ sql, shape: moment, type: Prisma.sql`timestamptz` });
/** In the order in which the database's enum names its values. */
export const byEnum = (sql: Prisma.Sql, type: Prisma.Sql, values: readonly string[]): OrderPart => ({
  sql,
  shape: z.enum(values),
  type,
});

/** A row with its place in the order it was asked for. */
export type Placed<Row> = Row & { readonly position: readonly CursorPart[] };

export interface Ordering {
  /** What stands behind ORDER BY. */
  readonly by: Prisma.Sql;
  /** To be selected as `position`. */
  readonly position: Prisma.Sql;
  /** Lets through what stands behind the row of a cursor. Throws `input-invalid` for a cursor of another order. */
  readonly after: (cursor: string) => Prisma.Sql;
}

/** An order by these parts, of which the last must be different for each row; `direction` turns all of them. */
export function orderedBy(parts: readonly [OrderPart, ...OrderPart[]], direction: "asc" | "desc" = "asc"): Ordering {
  const isDescending = direction === "desc";
  const expressions = parts.map(({ sql }) => sql);
  const [first, ...others] = parts;
  const shapes = [first.shape, ...others.map(({ shape }) => shape)] as const;
  const way = isDescending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return {
    by: Prisma.join(expressions.map((sql) => Prisma.sql`${sql} ${way}`)),
    position: Prisma.sql`jsonb_build_array(${Prisma.join(expressions)})`,
    after: (cursor) => {
      const values: readonly CursorPart[] = decodeCursor(z.tuple(shapes), cursor);
      const bound = parts.map(({ type }, at) => Prisma.sql`${values[at]}::${type}`);
      const beyond = isDescending ? Prisma.sql`<` : Prisma.sql`>`;
      return Prisma.sql`(${Prisma.join(expressions)}) ${beyond} (${Prisma.join(bound)})`;
    },
  };
}

/** As `toPage`, of rows that were selected with their position. */
export function toPlacedPage<Row>(fetched: readonly Placed<Row>[], limit: number): Page<Omit<Placed<Row>, "position">> {
  return toPage(
    fetched,
    limit,
    ({ position }) => position,
    ({ position: _, ...row }) => row,
  );
}
