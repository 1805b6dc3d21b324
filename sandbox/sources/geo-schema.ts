/** Owner of everything in schema `geo`; the sandbox's own page changes rows as this role. */
export const GEO_OWNER = "geo_owner";
/** What the product reads with: SELECT and nothing else. */
export const GEO_READER = "syncbridge_reader";

/** Tables, before their rows: foreign keys and indexes follow once the rows are in, which is several times faster. */
export const geoTables = `
  CREATE SCHEMA geo AUTHORIZATION ${GEO_OWNER};
  SET LOCAL ROLE ${GEO_OWNER};

  CREATE TABLE geo.regions (
    region_code varchar(3) PRIMARY KEY,
    name varchar(40) NOT NULL UNIQUE
  );

  CREATE TABLE geo.countries (
    cca3 char(3) PRIMARY KEY,
    cca2 char(2) NOT NULL UNIQUE,
    name varchar(100) NOT NULL,
    official_name varchar(200),
    capital varchar(100),
    region varchar(3),
    subregion varchar(60),
    area_km2 numeric(12,2) CHECK (area_km2 > 0),
    landlocked boolean NOT NULL,
    un_member boolean NOT NULL,
    independent boolean,
    currencies varchar(250),
    languages text,
    flag varchar(8),
    updated_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE geo.cities (
    city_id integer PRIMARY KEY,
    name varchar(100) NOT NULL,
    country_cca2 char(2) NOT NULL,
    admin_code varchar(10),
    population integer CHECK (population > 0),
    feature_code varchar(10),
    latitude numeric(9,6) NOT NULL CHECK (latitude BETWEEN -90 AND 90),
    longitude numeric(9,6) NOT NULL CHECK (longitude BETWEEN -180 AND 180),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
`;

/** Keys, triggers, view, comments and rights, after the rows. */
export const geoRules = `
  ALTER TABLE geo.countries ADD CONSTRAINT countries_region_fkey FOREIGN KEY (region) REFERENCES geo.regions (region_code);
  ALTER TABLE geo.cities ADD CONSTRAINT cities_country_cca2_fkey FOREIGN KEY (country_cca2) REFERENCES geo.countries (cca2);
  CREATE INDEX countries_updated_at_idx ON geo.countries (updated_at, cca3);
  CREATE INDEX cities_updated_at_idx ON geo.cities (updated_at, city_id);
  CREATE INDEX cities_country_population_idx ON geo.cities (country_cca2, population DESC);

  CREATE FUNCTION geo.touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
  END $$;
  CREATE TRIGGER countries_touch BEFORE UPDATE ON geo.countries FOR EACH ROW EXECUTE FUNCTION geo.touch_updated_at();
  CREATE TRIGGER cities_touch BEFORE UPDATE ON geo.cities FOR EACH ROW EXECUTE FUNCTION geo.touch_updated_at();

  CREATE VIEW geo.large_cities AS
    SELECT city.city_id, city.name, country.name AS country, city.population, city.latitude, city.longitude
    FROM geo.cities AS city
    JOIN geo.countries AS country ON country.cca2 = city.country_cca2
    WHERE city.population >= 100000;

  COMMENT ON TABLE geo.regions IS 'Large parts of the world.';
  COMMENT ON COLUMN geo.regions.region_code IS 'First three letters of the name.';
  COMMENT ON TABLE geo.countries IS 'Countries and territories of ISO 3166-1, with Kosovo.';
  COMMENT ON COLUMN geo.countries.cca3 IS 'ISO 3166-1 alpha-3 code.';
  COMMENT ON COLUMN geo.countries.cca2 IS 'ISO 3166-1 alpha-2 code.';
  COMMENT ON COLUMN geo.countries.name IS 'Common name in English.';
  COMMENT ON COLUMN geo.countries.official_name IS 'Official name in English.';
  COMMENT ON COLUMN geo.countries.capital IS 'Capitals, separated by commas; empty where there is none.';
  COMMENT ON COLUMN geo.countries.area_km2 IS 'Land area in square kilometres; empty where not known.';
  COMMENT ON COLUMN geo.countries.landlocked IS 'Has no coast.';
  COMMENT ON COLUMN geo.countries.un_member IS 'Is a member of the United Nations.';
  COMMENT ON COLUMN geo.countries.independent IS 'Is a sovereign state; empty where disputed.';
  COMMENT ON COLUMN geo.countries.currencies IS 'Names of the currencies, separated by commas.';
  COMMENT ON COLUMN geo.countries.languages IS 'Official languages, separated by commas.';
  COMMENT ON COLUMN geo.countries.flag IS 'The flag as an emoji.';
  COMMENT ON COLUMN geo.countries.updated_at IS 'Last change of the row, kept by a trigger.';
  COMMENT ON TABLE geo.cities IS 'Populated places of about 1,000 inhabitants and more.';
  COMMENT ON COLUMN geo.cities.city_id IS 'GeoNames id.';
  COMMENT ON COLUMN geo.cities.admin_code IS 'First-level division within the country.';
  COMMENT ON COLUMN geo.cities.population IS 'Inhabitants; empty where not known.';
  COMMENT ON COLUMN geo.cities.feature_code IS 'GeoNames feature code: PPLC is a capital, PPLA the seat of a first-level division.';
  COMMENT ON COLUMN geo.cities.latitude IS 'Degrees north, WGS 84.';
  COMMENT ON COLUMN geo.cities.longitude IS 'Degrees east, WGS 84.';
  COMMENT ON COLUMN geo.cities.updated_at IS 'Last change of the row, kept by a trigger.';
  COMMENT ON VIEW geo.large_cities IS 'Cities of 100,000 inhabitants and more, with the name of their country.';

  GRANT USAGE ON SCHEMA geo TO ${GEO_READER};
  GRANT SELECT ON ALL TABLES IN SCHEMA geo TO ${GEO_READER};
  RESET ROLE;
`;
