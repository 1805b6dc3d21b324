import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** One page of a list in a stable order. `nextCursor` is null on the last page. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Opaque; hand it back to read on after the last row of this page. */
  readonly nextCursor: string | null;
}

const cursorPart = z.union([z.string(), z.number(), z.null()]);
export type CursorPart = z.infer<typeof cursorPart>;

/** Packs the sort key of a row. Times belong in as the database's own text: a JavaScript date loses the microseconds, and rows with them. */
export function encodeCursor(parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify(parts), "utf8").toString("base64url");
}

/** Unpacks a cursor of exactly the expected shape; throws `input-invalid` for anything else, since cursors travel in addresses. */
export function decodeCursor<T extends z.ZodType<readonly CursorPart[]>>(shape: T, cursor: string): z.output<T> {
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw new AppError("input-invalid", {
      message: "The position in the list is not one that was handed out.",
      remedy: "Start again at the first page.",
      cause,
    });
  }
}

/** Makes a page of `limit + 1` fetched rows: the one too many only proves that there is more. */
export function toPage<Fetched, Row>(
  fetched: readonly Fetched[],
  limit: number,
  keyOf: (row: Fetched) => readonly CursorPart[],
  shape: (row: Fetched) => Row,
): Page<Row> {
  const shown = fetched.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(shape),
    nextCursor: fetched.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}
