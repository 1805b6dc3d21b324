import type { BundleFile } from "./schema";
import type { BundlePath } from "./types";

/** A part that bears the name of one before it, and where that stands. */
export interface NamedTwice {
  readonly path: BundlePath;
  readonly name: string;
  readonly first: BundlePath;
}

type Named = readonly [name: string, path: BundlePath];

/**
 * Parts of a bundle that are named more than once where names tell them apart. The later one would undo what the earlier one says, each time the
 * file is applied.
 */
export function namedTwice({
  applications = [],
  connections = [],
  definitions = [],
}: BundleFile): readonly NamedTwice[] {
  const doubles: NamedTwice[] = [];
  const look = (entries: readonly Named[]) => {
    const first = new Map<string, BundlePath>();
    for (const [name, path] of entries) {
      const former = first.get(name);
      if (former === undefined) first.set(name, path);
      else doubles.push({ name, path, first: former });
    }
  };
  look(applications.map(({ name }, at) => [name, ["applications", at, "name"]]));
  for (const [at, { databases = [] }] of applications.entries()) {
    const above = ["applications", at, "databases"];
    look(databases.map(({ name }, place) => [name, [...above, place, "name"]]));
    for (const [place, { instances = [] }] of databases.entries())
      look(instances.map(({ label }, own) => [label, [...above, place, "instances", own, "label"]]));
  }
  look(connections.map(({ name }, at) => [name, ["connections", at, "name"]]));
  for (const [at, { sites = [] }] of connections.entries()) {
    const above = ["connections", at, "sites"];
    look(sites.map(({ address }, place) => [address, [...above, place, "address"]]));
    for (const [place, { lists = [] }] of sites.entries())
      look(lists.map(({ name }, own) => [name, [...above, place, "lists", own, "name"]]));
  }
  look(definitions.map(({ name }, at) => [name, ["definitions", at, "name"]]));
  for (const [at, { sources = [] }] of definitions.entries())
    look(sources.map(({ instance }, own) => [instance, ["definitions", at, "sources", own, "instance"]]));
  return doubles;
}
