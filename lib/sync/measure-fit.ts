import { compileRowFilter } from "@/lib/engine/expression/row-filter";
import { FitCounter, type FitMeasure } from "@/lib/engine/fit-measure";
import { identityReader } from "@/lib/engine/identity";
import { columnsToRead } from "@/lib/engine/mapping";
import { compileReferences } from "@/lib/engine/references";
import type { Definition, MappingId, SourceRow } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { type Answerer, askSource } from "./ask-source";
import { mappingProblems } from "./fields";
import { pagingKey, type StoredDefinition, uncheckedDefinition } from "./load-definition";
import { openGraph } from "./open-graph";
import { MetastoreReferences } from "./references";

/** Rows that are looked at, at most. */
const mostRows = 100_000;
/** Time that reading may take; a person waits, for 15 seconds at most. */
const mostMs = 8_000;
/** Small enough that a page of documents does not weigh much, and that the clock is looked at often. */
const pageSize = 500;

/** What was found of each mapping, by `field_mappings.id`; those that cannot run are absent. */
export interface MeasuredMappings {
  readonly measures: ReadonlyMap<string, FitMeasure>;
  readonly rows: number;
  /** Whether every row was looked at; otherwise the first ones in the order of the key. */
  readonly isWhole: boolean;
  readonly instanceLabel: string;
}

function measuredDefinition(stored: StoredDefinition): Definition {
  const whole = uncheckedDefinition(stored, "", { id: "", startedAt: new Date() });
  const sound = stored.fieldMappings.filter((mapping) => mappingProblems(mapping, stored).length === 0);
  const mappings = whole.mappings.filter(({ id }) => sound.some((mapping) => mapping.id === id));
  if (mappings.length === 0) {
    throw new AppError("definition-incomplete", { message: "No mapping can be measured as it stands." });
  }
  return { ...whole, mappings };
}

/**
 * Measures how a definition's mappings fit the rows that the table holds now: reads up to 100,000 rows, for eight seconds at most, and counts what
 * each list column would refuse. Lookups and people are resolved as a run would. Writes nothing but the site's list of people, where it was to be
 * read anew. Throws `definition-incomplete` where nothing can be measured, `mapping-broken` for a filter that does not fit, otherwise as `askSource`.
 */
export async function measureFit(stored: StoredDefinition): Promise<MeasuredMappings> {
  const definition = measuredDefinition(stored);
  return askSource(stored.sourceTable, (answerer) => count(stored, definition, answerer));
}

async function count(
  stored: StoredDefinition,
  definition: Definition,
  { connection, signal, instanceLabel }: Answerer,
): Promise<MeasuredMappings> {
  const { sourceTable } = stored;
  const table = { schema: sourceTable.schemaName, name: sourceTable.tableName };
  const request = { table, columns: columnsToRead(definition), keyColumns: pagingKey(stored), pageSize };
  const deadline = performance.now() + mostMs;
  const reading = await connection.read(request, signal);
  try {
    const passes = compileRowFilter(definition, reading.columns);
    const identify = identityReader(definition, reading.columns);
    const { site } = stored.targetList;
    const port = new MetastoreReferences(site, openGraph(site.connection));
    const references = compileReferences(definition.mappings, reading.columns, port);
    const counters = countersOf(stored, definition, reading.columns, references);
    let rows = 0;
    let read = 0;
    let isWhole = true;
    for await (const page of reading.pages()) {
      const looked: readonly SourceRow[] = passes ? page.filter((row) => passes(row) === true) : page;
      await references?.resolve(looked, signal);
      for (const row of looked) {
        const { identity } = identify(row);
        for (const counter of counters.values()) counter.add(row, identity);
      }
      rows += looked.length;
      read += page.length;
      if (read < mostRows && performance.now() < deadline) continue;
      isWhole = false;
      break;
    }
    const measures = new Map([...counters].map(([id, counter]) => [id, counter.result()]));
    return { measures, rows, isWhole, instanceLabel };
  } finally {
    await reading.close();
  }
}

function countersOf(
  stored: StoredDefinition,
  definition: Definition,
  columns: Parameters<typeof compileReferences>[1],
  references: ReturnType<typeof compileReferences>,
): ReadonlyMap<MappingId, FitCounter> {
  const isUnique = (id: string) =>
    stored.fieldMappings.some((mapping) => mapping.id === id && mapping.targetColumn.isUnique);
  return new Map(
    definition.mappings.map((mapping) => [
      mapping.id,
      new FitCounter(mapping, isUnique(mapping.id), columns, definition, references),
    ]),
  );
}
