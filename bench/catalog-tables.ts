import pg from "pg";

export const catalogTables = 1_000;
export const catalogColumns = 20_000;
const schemas = 10;
const tablesPerSchema = catalogTables / schemas;

/** Twenty columns of the types that real tables have. */
const columns = `
  id bigint GENERATED ALWAYS AS IDENTITY, code varchar(40) NOT NULL, parent_id bigint, name varchar(200) NOT NULL DEFAULT 'unnamed',
  note text, amount numeric(18,4) NOT NULL DEFAULT 0, rate double precision, quantity integer NOT NULL DEFAULT 1, small smallint,
  is_active boolean NOT NULL DEFAULT true, born date, opens time(3), created_at timestamptz NOT NULL DEFAULT now(), changed_at timestamp(3),
  reference uuid, payload jsonb, labels text[], raw bytea, country char(2) COLLATE "C",
  total numeric(20,4) GENERATED ALWAYS AS (amount * quantity) STORED`;

const tableName = (at: number) => `catalog_${Math.floor(at / tablesPerSchema)}.business_object_${at}`;

/** Primary key, unique, check, two indexes and, but for the first of a schema, a foreign key to the table before. */
function tableText(at: number): string {
  const table = tableName(at);
  const parent = at % tablesPerSchema === 0 ? table : tableName(at - 1);
  return `
    CREATE TABLE ${table} (${columns}, PRIMARY KEY (id), UNIQUE (code), CHECK (quantity >= 0),
      FOREIGN KEY (parent_id) REFERENCES ${parent} (id));
    CREATE INDEX ON ${table} (changed_at DESC, name);
    CREATE INDEX ON ${table} (country) WHERE is_active;
    COMMENT ON TABLE ${table} IS 'What business object ${at} is about';
    COMMENT ON COLUMN ${table}.code IS 'As people know it'`;
}

/** Makes the tables that are introspected, and a role that may read them and nothing else. */
export async function makeCatalogTables(url: string, reader: { readonly name: string; readonly password: string }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const role = pg.escapeIdentifier(reader.name);
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(reader.password)}`);
    for (let schema = 0; schema < schemas; schema++) {
      await client.query(`CREATE SCHEMA catalog_${schema}`);
      const tables = Array.from({ length: tablesPerSchema }, (_, at) => tableText(schema * tablesPerSchema + at));
      await client.query(tables.join(";"));
      await client.query(
        `GRANT USAGE ON SCHEMA catalog_${schema} TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA catalog_${schema} TO ${role}`,
      );
    }
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
}
