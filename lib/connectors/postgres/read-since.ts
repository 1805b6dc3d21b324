import type { ReadRequest, ReadSince } from "@/lib/connectors/connector";
import { isTimeKind, timePosition } from "@/lib/connectors/sql/cursor-position";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import type { Horizon } from "./horizon";
import { quoteIdentifier, quoteTable } from "./names";
import { parsersOf, type ReadColumn, selectList } from "./read-columns";
import type { Session } from "./session";

/** An incremental reading under way. */
interface Since {
  readonly column: ReadColumn;
  readonly from: string | null;
  notice(value: string): void;
  end(): void;
  /** Null until `end`. */
  position(): string | null;
  readonly ahead: () => number;
}

/** @throws SyncError `cursor-unsupported` (halt) for a column that holds no time */
export function sinceOf(
  where: string,
  { column: name, position }: ReadSince,
  found: ReadonlyMap<string, ReadColumn>,
  horizon: Horizon,
): Since {
  const column = found.get(name);
  if (!column || !isTimeKind(column.column.kind)) {
    const said = `the column ${name} is of type ${column?.column.nativeType ?? "unknown"}`;
    throw sourceError("cursor-unsupported", "halt", { where, said });
  }
  const { kind } = column.column;
  const clock = kind === "instant" ? horizon.clockUtc : horizon.clockLocal;
  const tracker = timePosition(kind, position, clock, horizon.overlapMs);
  let ended = false;
  return {
    column,
    from: position,
    notice: tracker.notice,
    end() {
      ended = true;
    },
    position: () => (ended ? tracker.position() : null),
    ahead: tracker.ahead,
  };
}

/** Rows at or after the position and all without a value, by one server-side cursor, so that an index on the column is used where there is one. */
export async function* readSince(
  session: Session,
  request: ReadRequest,
  columns: readonly ReadColumn[],
  since: Since,
): AsyncGenerator<readonly SourceRow[]> {
  const { column, input } = since.column;
  const cell = `r.${quoteIdentifier(column.name)}`;
  const list = selectList([...columns, since.column]).join(", ");
  const all = `SELECT ${list} FROM ${quoteTable(request.table)} AS r`;
  const text =
    since.from === null
      ? all
      : `${all} WHERE ${cell} OPERATOR(pg_catalog.>=) ${input.compare("$1")} OR ${cell} IS NULL`;
  const values = since.from === null ? [] : [input.toServer(since.from)];
  for await (const rows of session.stream(text, values, request.pageSize, parsersOf([...columns, since.column]))) {
    for (const row of rows) {
      const value = row.pop();
      if (value != null) since.notice(value);
    }
    yield rows;
  }
  since.end();
}
