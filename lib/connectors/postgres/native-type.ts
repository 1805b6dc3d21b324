import { z } from "zod";

/** A PostgreSQL type as `pg_type` describes it, domains and arrays pointing at what they are made of. */
export interface NativeType {
  readonly oid: number;
  /** `pg_type.typname`, e.g. `int4`, `mood`. */
  readonly name: string;
  /** As SQL writes it without length or precision, e.g. `integer`; a type of one's own by its plain name. */
  readonly label: string;
  /** Qualified as the search path demands, without length: what a text is cast to so that nothing is cut or rounded. */
  readonly castName: string;
  /** Schema of the operator `=` between two values of this type; null where it shares that of another type. */
  readonly equalitySchema: string | null;
  /** Lives in `pg_catalog`. */
  readonly isBuiltIn: boolean;
  readonly enumValues: readonly string[] | null;
  /** Set on arrays. */
  readonly element: NativeType | null;
  /** Between the elements of an array of this type in text form: `;` for `box`, else `,`. */
  readonly delimiter: string;
  /** Set on domains. */
  readonly base: { readonly type: NativeType; readonly typmod: number; readonly isNotNull: boolean } | null;
}

const typeRowSchema = z.tuple([
  z.coerce.number(), // oid
  z.string(), // typname
  z.string(), // label
  z.enum(["t", "f"]), // is built in
  z.string().nullable(), // enum labels as JSON
  z.coerce.number(), // element oid
  z.string(), // typdelim
  z.coerce.number(), // base oid
  z.coerce.number(), // base typmod
  z.enum(["t", "f"]), // domain is NOT NULL
  z.string(), // for casts
  z.string().nullable(), // schema of its own `=`
]);

const enumLabelsSchema = z.array(z.string());

/**
 * Reads the types whose oids `seed` selects, and all that these are made of (pg_type, pg_enum).
 * @param seed a query with one column of type oid
 */
export function typesQuery(seed: string): string {
  return `
    WITH RECURSIVE wanted(oid) AS (
      ${seed}
      UNION
      SELECT part.oid
      FROM wanted
      JOIN pg_catalog.pg_type AS t ON t.oid = wanted.oid
      CROSS JOIN LATERAL (VALUES (t.typbasetype), (CASE WHEN t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem ELSE 0 END)) AS part(oid)
      WHERE part.oid <> 0
    )
    SELECT t.oid, t.typname,
      CASE WHEN t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace THEN pg_catalog.format_type(t.oid, NULL) ELSE t.typname END,
      t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace,
      CASE WHEN t.typtype = 'e' THEN
        (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid)
      END,
      CASE WHEN t.typcategory = 'A' AND t.typlen = -1 THEN t.typelem ELSE 0 END,
      t.typdelim, t.typbasetype, t.typtypmod, t.typnotnull, pg_catalog.format_type(t.oid, -1),
      (SELECT n.nspname FROM pg_catalog.pg_operator AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
       WHERE o.oprname = '=' AND o.oprleft = t.oid AND o.oprright = t.oid LIMIT 1)
    FROM wanted
    JOIN pg_catalog.pg_type AS t ON t.oid = wanted.oid`;
}

/** Builds the types by oid from the rows of {@link typesQuery}. */
export function typesFromRows(rows: readonly unknown[]): ReadonlyMap<number, NativeType> {
  const parsed = new Map(
    rows.map((row) => {
      const cells = typeRowSchema.parse(row);
      return [cells[0], cells] as const;
    }),
  );
  const built = new Map<number, NativeType>();
  const build = (oid: number): NativeType | null => {
    const known = built.get(oid);
    if (known) return known;
    const cells = parsed.get(oid);
    if (!cells) return null;
    const [
      ,
      name,
      label,
      isBuiltIn,
      enumLabels,
      elementOid,
      delimiter,
      baseOid,
      typmod,
      isNotNull,
      castName,
      equality,
    ] = cells;
    const element = build(elementOid);
    const base = build(baseOid);
    const type: NativeType = {
      oid,
      name,
      // An array's own name is the element's with an underscore before it; people know it as `mood[]`.
      label: element && isBuiltIn === "f" ? `${element.label}[]` : label,
      castName,
      equalitySchema: equality,
      isBuiltIn: isBuiltIn === "t",
      enumValues: enumLabels === null ? null : enumLabelsSchema.parse(JSON.parse(enumLabels)),
      element,
      delimiter,
      base: base && { type: base, typmod, isNotNull: isNotNull === "t" },
    };
    built.set(oid, type);
    return type;
  };
  for (const oid of parsed.keys()) build(oid);
  return built;
}

/** What a column of a type finally holds: domains followed down to their base type, with the modifier that applies and their NOT NULL. */
export function resolveDomain(
  type: NativeType,
  typmod: number,
): { type: NativeType; typmod: number; isNotNull: boolean } {
  let resolved = { type, typmod, isNotNull: false };
  while (resolved.type.base) {
    const { base } = resolved.type;
    resolved = {
      type: base.type,
      typmod: resolved.typmod === -1 ? base.typmod : resolved.typmod,
      isNotNull: resolved.isNotNull || base.isNotNull,
    };
  }
  return resolved;
}
