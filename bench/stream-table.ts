import pg from "pg";

export const streamTable = { schema: "public", name: "bench_stream" };
export const streamColumns = [
  "id",
  "title",
  "note",
  "amount",
  "at",
  "day",
  "is_active",
  "reference",
  "rate",
  "quantity",
];

/** Ten columns of ten types, every seventh note NULL. */
export async function makeStreamTable(url: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`
      CREATE TABLE bench_stream (id bigint PRIMARY KEY, title varchar(100) NOT NULL, note text, amount numeric(18,4), at timestamptz(3),
        day date, is_active boolean, reference uuid, rate double precision, quantity integer)`);
    await client.query(
      `INSERT INTO bench_stream
       SELECT id, 'Order number ' || id, CASE WHEN id % 7 > 0 THEN repeat('Überall ', (id % 9)::int) END, id * 1.2345,
         timestamptz '2020-01-01T00:00:00Z' + id * interval '137.501 seconds', date '1950-01-01' + (id % 27000)::int, id % 3 = 0,
         md5(id::text)::uuid, sqrt(id), (id * 31) % 1000003
       FROM generate_series(1, $1::bigint) AS id`,
      [rows],
    );
    await client.query("VACUUM ANALYZE bench_stream");
  } finally {
    await client.end();
  }
}
