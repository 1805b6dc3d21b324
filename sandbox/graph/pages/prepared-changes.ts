/** Changes a visitor can make to the demo source database with one button. Plain SQL, shown as it runs. */
export interface PreparedChange {
  id: string;
  title: string;
  why: string;
  sql: string;
}

export const preparedChanges: readonly PreparedChange[] = [
  {
    id: "capital",
    title: "Move a capital",
    why: "One row changes: the next run updates exactly that item. Press again to move it back.",
    sql: `UPDATE geo.countries
   SET capital = CASE capital WHEN 'Astana' THEN 'Almaty' ELSE 'Astana' END
 WHERE cca3 = 'KAZ'
RETURNING cca3, name, capital, updated_at`,
  },
  {
    id: "area",
    title: "Correct an area",
    why: "A decimal with two places: one item, one field.",
    sql: `UPDATE geo.countries
   SET area_km2 = area_km2 + 0.25
 WHERE cca3 = 'CHE'
RETURNING cca3, name, area_km2, updated_at`,
  },
  {
    id: "nothing",
    title: "Touch a row without changing it",
    why: "Only updated_at moves. What the list shows stays the same, so the next run writes nothing unless that column is mapped.",
    sql: `UPDATE geo.countries
   SET name = name
 WHERE cca3 = 'NPL'
RETURNING cca3, name, updated_at`,
  },
  {
    id: "insert",
    title: "Found a country",
    why: "A new row becomes a new item. Pressing again changes nothing.",
    sql: `INSERT INTO geo.countries (cca3, cca2, name, official_name, capital, region, subregion, area_km2, landlocked, un_member)
VALUES ('XSB', 'XB', 'Sandboxia', 'Republic of Sandboxia', 'Castle Town', 'EUR', 'Northern Europe', 42.50, false, false)
ON CONFLICT (cca3) DO NOTHING
RETURNING cca3, name, capital, updated_at`,
  },
  {
    id: "delete",
    title: "Dissolve that country",
    why: "The row goes. What happens to its item is the sync definition's decision about deletes.",
    sql: `DELETE FROM geo.countries
 WHERE cca3 = 'XSB'
RETURNING cca3, name`,
  },
  {
    id: "population",
    title: "Let a city grow",
    why: "For definitions on cities: one of 138,000 rows changes.",
    sql: `UPDATE geo.cities
   SET population = population + 1000
 WHERE city_id = (SELECT min(city_id) FROM geo.cities WHERE name = 'Kathmandu' AND country_cca2 = 'NP')
RETURNING city_id, name, population, updated_at`,
  },
  {
    id: "many",
    title: "Rename a subregion",
    why: "Several rows in one statement.",
    sql: `UPDATE geo.countries
   SET subregion = CASE subregion WHEN 'Northern Europe' THEN 'Nordic and Baltic' ELSE 'Northern Europe' END
 WHERE subregion IN ('Northern Europe', 'Nordic and Baltic')
RETURNING cca3, name, subregion`,
  },
];
