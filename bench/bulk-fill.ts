import pg from "pg";

/**
 * Fills tables of a database by plain SQL, as fast as a server can: their indexes are made when everything is in, and no foreign key is asked for each
 * row. `fill` must therefore give rows that fit together. Needs a superuser; ends with VACUUM ANALYZE of the whole database.
 */
export async function bulkFill(
  url: string,
  tables: readonly string[],
  fill: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '256MB'",
    );
    const { rows } = await client.query<{ name: string; text: string }>(
      `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS text FROM pg_index i
       WHERE i.indrelid = ANY ($1::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`,
      [tables],
    );
    for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
    await fill(client);
    for (const { text } of rows) await client.query(text);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}
