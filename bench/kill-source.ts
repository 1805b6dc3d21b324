import type pg from "pg";
import type { seededRandom } from "@/e2e/support/random";

type Random = ReturnType<typeof seededRandom>;

/** Rows that one change deletes at most: below the guard on deletes, which is not what is measured. */
const deletedShare = 0.03;

/** A round of changes to one table: rows come, change (NULL, quotes, line ends and four-byte letters among them), go and come back. */
export async function changeRows(source: pg.Client, table: string, random: Random): Promise<void> {
  const marks = [random.below(1_000_000), random.below(13), random.below(11)];
  await source.query(
    `UPDATE geo.${table} SET
       name = CASE WHEN city_id % 2 = 0 THEN 'changed ' || $1::int || ' 😀 "x" ' || city_id ELSE E'line\\r\\n' || city_id || ' ' || $1::int END,
       population = CASE WHEN city_id % 5 = 0 THEN NULL ELSE (city_id * 7919 + $1::int) % 1000000 END
     WHERE city_id % 13 = $2 AND city_id % 11 <> $3`,
    marks,
  );
  const { rows } = await source.query<{ count: number; most: number }>(
    `SELECT count(*)::int AS count, coalesce(max(city_id), 0)::int AS most FROM geo.${table}`,
  );
  const { count, most } = rows[0] ?? { count: 0, most: 0 };
  const gone = Math.floor(count * deletedShare * (random.below(1_000) / 1_000));
  // Deleted rows are remembered, so that some of them come back under their old keys.
  await source.query(
    `WITH gone AS (DELETE FROM geo.${table} WHERE city_id IN (
       SELECT city_id FROM geo.${table} ORDER BY md5(city_id::text || $1) LIMIT $2) RETURNING *)
     INSERT INTO geo.${table}_gone SELECT * FROM gone`,
    [String(marks[0]), gone],
  );
  await source.query(
    `WITH back AS (DELETE FROM geo.${table}_gone WHERE city_id IN (
       SELECT city_id FROM geo.${table}_gone ORDER BY md5(city_id::text || $1) LIMIT $2) RETURNING *)
     INSERT INTO geo.${table} SELECT * FROM back`,
    [String(marks[0]), Math.floor(gone / 3)],
  );
  await source.query(
    `INSERT INTO geo.${table} SELECT $1::int + n, 'new ' || n, country_cca2, admin_code, n, feature_code, latitude, longitude, updated_at
     FROM generate_series(1, $2::int) n, (SELECT * FROM geo.${table} LIMIT 1) model`,
    [most, Math.floor(gone * 0.7)],
  );
}
