import { z } from "zod";
import { quoteIdentifier } from "./names";
import type { ReadColumn } from "./read-columns";
import type { Session } from "./session";
import type { Target } from "./snapshot";

/** A unique key of a table that pages can follow by an index. */
export interface TableKey {
  /** In the order of the index. */
  readonly columns: readonly string[];
  /** Schema of the `>` operator that the index orders by, the same for all columns. */
  readonly operatorSchema: string;
  /** Base type of each column with length and precision, for casting parameters. */
  readonly castTypes: readonly string[];
}

const indexSchema = z.array(z.tuple([z.string(), z.string(), z.string()]));

/**
 * Finds an index by which pages can follow `names`, in whatever order they are named: unique, valid, checked at once, over plain NOT NULL
 * columns only, all of them in the columns' own collation and their types' default ordering, all in one direction. Everything else could
 * skip rows or would sort the table for every page. Children of an inherited table are not covered by its index.
 */
export async function findTableKey(
  session: Session,
  target: Target,
  names: readonly string[],
  columns: ReadonlyMap<string, ReadColumn>,
): Promise<TableKey | null> {
  const rows = await session.query(
    `SELECT json_agg(json_build_array(a.attname, op.oprname, opn.nspname) ORDER BY part.ordinal)
     FROM pg_index AS i
     JOIN pg_class AS c ON c.oid = i.indrelid
     CROSS JOIN LATERAL unnest(i.indkey::smallint[], i.indclass::oid[], i.indcollation::oid[], i.indoption::smallint[])
       WITH ORDINALITY AS part(attnum, opclass, collation_oid, flags, ordinal)
     LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = part.attnum
     LEFT JOIN pg_opclass AS opc ON opc.oid = part.opclass
     LEFT JOIN pg_amop AS amop ON amop.amopfamily = opc.opcfamily AND amop.amoplefttype = opc.opcintype
       AND amop.amoprighttype = opc.opcintype AND amop.amopstrategy = 5
     LEFT JOIN pg_operator AS op ON op.oid = amop.amopopr
     LEFT JOIN pg_namespace AS opn ON opn.oid = op.oprnamespace
     WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
       AND i.indpred IS NULL AND i.indexprs IS NULL
       AND (c.relkind = 'p' OR c.relkind = 'r' AND NOT c.relhassubclass)
       AND part.ordinal <= i.indnkeyatts
     GROUP BY i.indexrelid, i.indnkeyatts
     HAVING bool_and(a.attnotnull AND opc.opcdefault AND part.collation_oid = a.attcollation AND part.flags IN (0, 3)
         AND a.attname::text = ANY ($2::text[]))
       AND min(part.flags) = max(part.flags) AND min(op.oprnamespace) = max(op.oprnamespace)
       AND bool_and(op.oprname = '>')
     ORDER BY i.indnkeyatts, i.indexrelid
     LIMIT 1`,
    [target.oid, names],
  );
  const found = rows[0]?.[0];
  if (!found) return null;
  const parts = indexSchema.parse(JSON.parse(found));
  const ordered = parts.map(([name]) => name);
  return {
    columns: ordered,
    operatorSchema: parts[0]?.[2] ?? "pg_catalog",
    castTypes: await castTypesOf(
      session,
      ordered.map((name) => columns.get(name)),
    ),
  };
}

async function castTypesOf(session: Session, columns: readonly (ReadColumn | undefined)[]): Promise<string[]> {
  const rows = await session.query(
    `SELECT format_type(part.oid, part.typmod)
     FROM unnest($1::oid[], $2::int[]) WITH ORDINALITY AS part(oid, typmod, ordinal) ORDER BY part.ordinal`,
    [columns.map((column) => column?.baseType.oid ?? 0), columns.map((column) => column?.baseTypmod ?? -1)],
  );
  return rows.map(([type]) => type ?? "text");
}

/** `r."a", r."b"`: the order of pages. Collation and operator class are the columns' own, as the index has them. */
export function keyOrder(key: TableKey): string {
  return key.columns.map((name) => `r.${quoteIdentifier(name)}`).join(", ");
}

/** `(r."a", r."b") > ($1::…, $2::…)` with the operator that the index orders by; compares in the columns' collations. */
export function afterKey(key: TableKey): string {
  const parameters = key.castTypes.map((type, index) => `$${index + 1}::${type}`).join(", ");
  return `(${keyOrder(key)}) OPERATOR(${quoteIdentifier(key.operatorSchema)}.>) (${parameters})`;
}
