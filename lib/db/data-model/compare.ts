import type { Deviations } from "./deviations";
import type { LiveCatalog, LiveColumn, LiveTable } from "./live-catalog";
import type { SeedColumn, SeedIndex, SeedModel } from "./seed-document";

/** Every difference between the document and the live metastore, in one line each; none when the metastore is what the document says. */
export function compareModels(seed: SeedModel, live: LiveCatalog, deviations: Deviations): string[] {
  const tables = new Map(live.tables.map((table) => [table.name, table]));
  const findings: string[] = [];
  const used = new Set<string>();
  for (const { name, columns } of seed.tables) {
    const table = tables.get(name);
    if (table) findings.push(...columns.flatMap((column) => compareColumn(table, column, deviations, used)));
    else findings.push(`${name}: the table is missing`);
  }
  for (const index of seed.indexes) {
    const table = tables.get(index.table);
    findings.push(...(table ? compareIndex(table, index, deviations, used) : [`${index.table}: the table is missing`]));
  }
  const lists: Readonly<Record<string, unknown>>[] = Object.values({ ...deviations });
  for (const key of lists.flatMap((list) => Object.keys(list))) {
    if (!used.has(key)) findings.push(`${key}: the allow-list names it, but it does not deviate`);
  }
  return findings;
}

function compareColumn(table: LiveTable, seed: SeedColumn, deviations: Deviations, used: Set<string>): string[] {
  const name = `${table.name}.${seed.name}`;
  const live = table.columns.find((column) => column.name === seed.name);
  if (!live) return [`${name}: the column is missing`];
  const findings = [...compareType(name, seed, live, deviations, used)];
  if (seed.isNullable && !live.isNullable) findings.push(`${name}: must be nullable`);
  if (!seed.isNullable && live.isNullable) {
    if (deviations.nullable[name]) used.add(name);
    else findings.push(`${name}: must not be nullable`);
  }
  if (seed.isPrimaryKey && table.primaryKey.join() !== seed.name) findings.push(`${name}: is not the primary key`);
  const isReferring = table.foreignKeys.some(
    (key) => key.columns.join() === seed.name && key.references === seed.references,
  );
  if (seed.references && !isReferring) findings.push(`${name}: does not refer to ${seed.references}`);
  return findings;
}

function compareType(
  name: string,
  seed: SeedColumn,
  live: LiveColumn,
  deviations: Deviations,
  used: Set<string>,
): string[] {
  if (seed.type !== live.type) return [`${name}: is ${live.type} instead of ${seed.type}`];
  const extra = deviations.extraValues[name];
  if (extra && live.values.includes(extra.value)) used.add(name);
  const expected = [...seed.values, ...(extra ? [extra.value] : [])].join(", ");
  const found = live.values.join(", ");
  return expected === found ? [] : [`${name}: has the values ${found} instead of ${expected}`];
}

function compareIndex(table: LiveTable, seed: SeedIndex, deviations: Deviations, used: Set<string>): string[] {
  const columns = seed.columns.map((column) => {
    const renamed = deviations.renamedInIndex[`${table.name}.${column}`];
    if (!renamed || table.columns.some((each) => each.name === column)) return column;
    used.add(`${table.name}.${column}`);
    return renamed.to;
  });
  const name = `${table.name} (${columns.join(", ")})`;
  const found = table.indexes.filter((index) => index.columns.join() === columns.join());
  const index = found.find(({ isUnique }) => isUnique === seed.isUnique);
  if (found.length === 0) return [`${name}: the ${seed.isUnique ? "unique index" : "index"} is missing`];
  if (!index) return [`${name}: the index must ${seed.isUnique ? "" : "not "}be unique`];
  const wantsEqualNulls = deviations.nullsNotDistinct[table.name] !== undefined;
  if (wantsEqualNulls && index.nullsNotDistinct) used.add(table.name);
  if (wantsEqualNulls === index.nullsNotDistinct) return [];
  return [`${name}: NULLs must ${wantsEqualNulls ? "not be" : "be"} distinct`];
}
