import type { z } from "zod";
import { answer, type Definition, definedActions, reasonOf } from "@/lib/answer";
import { currentContext, currentRequestId } from "@/lib/auth/session";
import type { Context } from "@/lib/context";
import { type CsvValue, csvLine } from "@/lib/format/csv";
import type { TablePage } from "@/lib/format/table-state";
import { type RouteArguments, refusal } from "@/lib/route";

/** The columns of a file, from left to right: what stands above, and a row's value. */
export type CsvColumns<Row> = readonly (readonly [header: string, value: (row: Row) => CsvValue])[];

/** What a list's query is asked for besides its filter. */
interface Place {
  /** After this row; absent on the first page. */
  readonly cursor: string | undefined;
  readonly limit: number;
}

interface ExportDefinition<Schema extends z.ZodType<object>, Row>
  extends Omit<Definition<Schema, unknown>, "name" | "run"> {
  /** What is exported, in the plural and with dashes: names the file and, with `.export`, the route in logs. */
  readonly list: string;
  /** The filter of the list's query. Strict: a file made without a filter that was meant would hold more than was asked for. */
  readonly input: Schema;
  readonly columns: CsvColumns<Row> | ((context: Context, input: z.output<Schema>) => Promise<CsvColumns<Row>>);
  /** The list's own query, which checks its policy with every page. */
  readonly page: (context: Context, filter: z.output<Schema> & Place) => Promise<TablePage<Row>>;
  /** Leaves a trace of who takes values of rows away; waited for before anything is sent. */
  readonly record?: (context: Context, input: z.output<Schema>) => Promise<void>;
}

/** Rows that are read at once: few enough to hold beside each other for many people, enough to make the query's own cost small. */
const rowsAtOnce = 1_000;

/**
 * Makes a GET handler that answers all rows of a list as a CSV file (RFC 4180, times as ISO 8601 in UTC), page by page as the browser takes them,
 * so that neither side holds them all; nothing is read any more once the request is given up. The first page is read before anything is sent: until
 * then a refusal is an answer with a status, later it breaks the file off. The file begins with a byte order mark, without which spreadsheets take
 * UTF-8 for something else; `bom=no` leaves it out for programs.
 */
export function defineExport<Schema extends z.ZodType<object>, Row>(
  definition: ExportDefinition<Schema, Row>,
): (request: Request, args: RouteArguments) => Promise<Response> {
  const { list, policy, input: schema, page, record } = definition;
  const name = `${list}.export`;
  const handler = async (request: Request, { params }: RouteArguments) => {
    const { bom, ...address } = Object.fromEntries(new URL(request.url).searchParams);
    const requestId = await currentRequestId();
    const run = async (context: Context, input: z.output<Schema>) => {
      const read = (cursor: string | undefined) => page(context, { ...input, cursor, limit: rowsAtOnce });
      const columns =
        typeof definition.columns === "function" ? definition.columns(context, input) : definition.columns;
      const start = { columns: await columns, first: await read(undefined), read };
      await record?.(context, input);
      return start;
    };
    const asker = { requestId, context: currentContext };
    const result = await answer({ name, policy, input: schema, run }, asker, { ...address, ...(await params) });
    if (!result.ok) return refusal(result.reason);
    const { columns, first, read } = result.data;
    const next = async (cursor: string) => {
      request.signal.throwIfAborted();
      try {
        return await read(cursor);
      } catch (error) {
        // There is no status any more to say it with: the file breaks off, and the log says why.
        reasonOf(error, { name, requestId });
        throw error;
      }
    };
    return new Response(csvOf(columns, first, next, bom === "no" ? "" : "\uFEFF"), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="syncbridge-${list}-${new Date().toISOString().slice(0, 10)}.csv"`,
        "cache-control": "no-store",
      },
    });
  };
  definedActions.set(name, { kind: "route", policy, handler });
  return handler;
}

function csvOf<Row>(
  columns: CsvColumns<Row>,
  first: TablePage<Row>,
  next: (cursor: string) => Promise<TablePage<Row>>,
  mark: string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const linesOf = (page: TablePage<Row>) =>
    page.rows.map((row) => csvLine(columns.map(([, value]) => value(row)))).join("");
  let cursor = first.nextCursor;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(mark + csvLine(columns.map(([header]) => header)) + linesOf(first)));
      if (cursor === null) controller.close();
    },
    async pull(controller) {
      if (cursor === null) return;
      const page = await next(cursor);
      cursor = page.nextCursor;
      controller.enqueue(encoder.encode(linesOf(page)));
      if (cursor === null) controller.close();
    },
  });
}
