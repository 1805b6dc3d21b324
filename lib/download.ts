import type { z } from "zod";
import { answer, type Definition, definedActions } from "@/lib/answer";
import { currentContext, currentRequestId } from "@/lib/auth/session";
import type { Context } from "@/lib/context";
import { csvLine } from "@/lib/format/csv";
import type { TablePage } from "@/lib/format/table-state";
import { type RouteArguments, refusal } from "@/lib/route";

interface Column<Row> {
  readonly header: string;
  readonly text: (row: Row) => string | null;
}

interface DownloadDefinition<Schema extends z.ZodType, Row> extends Omit<Definition<Schema, TablePage<Row>>, "run"> {
  /** Without its ending. */
  readonly fileName: string;
  readonly columns: readonly Column<Row>[];
  /** The page after this cursor; the first one without. Checks its policy each time. */
  readonly page: (context: Context, input: z.output<Schema>, cursor: string | undefined) => Promise<TablePage<Row>>;
}

/**
 * Makes a GET handler that answers all rows of a list as CSV, page by page while the browser takes them, so that neither side holds them all. The
 * first page is read before anything is sent: until then a refusal is an answer with a status, later it breaks the download off.
 */
export function defineDownload<Schema extends z.ZodType, Row>(
  definition: DownloadDefinition<Schema, Row>,
): (request: Request, args: RouteArguments) => Promise<Response> {
  const { name, policy, input: schema, columns, page } = definition;
  const handler = async (request: Request, { params }: RouteArguments) => {
    const input = { ...Object.fromEntries(new URL(request.url).searchParams), ...(await params) };
    const run = async (context: Context, parsed: z.output<Schema>) => ({
      context,
      parsed,
      first: await page(context, parsed, undefined),
    });
    const asker = { requestId: await currentRequestId(), context: currentContext };
    const result = await answer({ name, policy, input: schema, run }, asker, input);
    if (!result.ok) return refusal(result.reason);
    const { context, parsed, first } = result.data;
    return new Response(
      csvOf(columns, first, (cursor) => page(context, parsed, cursor)),
      {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="${definition.fileName}.csv"`,
          "cache-control": "no-store",
        },
      },
    );
  };
  definedActions.set(name, { kind: "route", policy, handler });
  return handler;
}

function csvOf<Row>(
  columns: readonly Column<Row>[],
  first: TablePage<Row>,
  next: (cursor: string) => Promise<TablePage<Row>>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const linesOf = (page: TablePage<Row>) =>
    page.rows.map((row) => csvLine(columns.map(({ text }) => text(row)))).join("");
  let cursor = first.nextCursor;
  return new ReadableStream({
    start(controller) {
      // The mark tells spreadsheets that the file is UTF-8.
      const head = `\uFEFF${csvLine(columns.map(({ header }) => header))}`;
      controller.enqueue(encoder.encode(head + linesOf(first)));
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
