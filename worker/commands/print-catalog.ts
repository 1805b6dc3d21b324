import type { Connector, Finding, IntrospectedTable } from "@/lib/connectors/connector";
import { formatNumber } from "@/lib/format/number";
import { catalogFormat, tableJson } from "./catalog-json";
import { tableText } from "./catalog-text";
import type { Output } from "./standard-output";
import { oneLine, textTable } from "./terminal-text";

interface PrintOptions {
  readonly connector: Connector<unknown>;
  readonly config: unknown;
  /** What is read, without any secret. */
  readonly source: { readonly host: string; readonly database: string; readonly user: string };
  readonly json: boolean;
  readonly output: Output;
  /** What is hidden from the user. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Prints each table as it arrives. As JSON one document, a table a line; one that ends before its last line was broken off.
 * @throws SyncError of the connector
 */
export async function printCatalog(options: PrintOptions): Promise<void> {
  const { connector, config, output, json, source, signal } = options;
  const hidden: Finding[] = [];
  const onHidden = (finding: Finding) => {
    hidden.push(finding);
    options.say(oneLine([finding.title, finding.remedy].filter(Boolean).join(" ")));
  };
  const connection = await connector.connect(config, { signal });
  try {
    const tables = connection.introspect({ signal, onHidden });
    if (json) await printJson({ format: catalogFormat, kind: connector.kind, ...source }, tables, hidden, output);
    else await printText(tables, output);
  } finally {
    await connection.close();
  }
}

async function printJson(
  head: object,
  tables: AsyncIterable<IntrospectedTable>,
  hidden: readonly Finding[],
  output: Output,
): Promise<void> {
  let before = `${JSON.stringify(head).slice(0, -1)},"tables":[\n`;
  for await (const table of tables) {
    await output.write(before + tableJson(table));
    before = ",\n";
  }
  const start = before === ",\n" ? "\n" : before;
  await output.write(`${start}],"hidden":${JSON.stringify(hidden)}}\n`);
}

async function printText(tables: AsyncIterable<IntrospectedTable>, output: Output): Promise<void> {
  let [tableCount, columnCount] = [0, 0];
  for await (const table of tables) {
    tableCount += 1;
    columnCount += table.columns.length;
    await output.write(tableText(table));
  }
  const columns = columnCount === 1 ? "column" : "columns";
  await output.write(
    `${formatNumber(tableCount)} ${tableCount === 1 ? "table or view" : "tables and views"}, ${formatNumber(columnCount)} ${columns}.\n`,
  );
}

/** Prints what trying the connection has found; answers whether nothing stands in the way. */
export async function printFindings(options: PrintOptions): Promise<boolean> {
  const { connector, config, output, json, signal } = options;
  const findings = await connector.check(config, { signal });
  if (json) {
    await output.write(
      `${JSON.stringify({ format: catalogFormat, kind: connector.kind, ...options.source, findings })}\n`,
    );
  } else {
    const rows = findings.map(({ level, id, title, remedy }) => [level, id, [title, remedy].filter(Boolean).join(" ")]);
    await output.write(textTable([["result", "probe", "found"], ...rows], ""));
  }
  return findings.every(({ level }) => level !== "error");
}
