import pg from "pg";

/** A table of the first `rows` cities; numbered on where more are wanted than there are. */
export async function makeBenchTable(sourceUrl: string, table: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: sourceUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL ROLE geo_owner");
    await client.query(`DROP TABLE IF EXISTS geo.${table}`);
    await client.query(`CREATE TABLE geo.${table} (LIKE geo.cities INCLUDING DEFAULTS)`);
    await client.query(
      `INSERT INTO geo.${table}
       SELECT (row_number() OVER (ORDER BY turn, city_id))::int, name, country_cca2, admin_code, population, feature_code, latitude, longitude, updated_at
       FROM geo.cities CROSS JOIN generate_series(1, 1 + $1::int / (SELECT count(*)::int FROM geo.cities)) AS turn ORDER BY turn, city_id LIMIT $1`,
      [rows],
    );
    await client.query(`ALTER TABLE geo.${table} ADD PRIMARY KEY (city_id)`);
    await client.query(`GRANT SELECT ON geo.${table} TO syncbridge_reader`);
    await client.query("COMMIT");
    await client.query(`ANALYZE geo.${table}`);
  } finally {
    await client.end();
  }
}

/** Writes to the ledger since the server began to count: inserted, updated and deleted entries. */
export async function ledgerWrites(metastoreUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: metastoreUrl });
  await client.connect();
  try {
    // A session reports its counts at the latest a second after its transaction.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { rows } = await client.query<{ writes: number }>(
      `SELECT (n_tup_ins + n_tup_upd + n_tup_del)::float8 AS writes FROM pg_stat_user_tables WHERE relname = 'sync_ledger'`,
    );
    return rows[0]?.writes ?? Number.NaN;
  } finally {
    await client.end();
  }
}
