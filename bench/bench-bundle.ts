import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";

const table = z.looseObject({ table: z.string() });
const named = z.looseObject({ name: z.string() });
const demoShape = z.looseObject({
  connections: z.tuple([
    z.looseObject({
      sites: z.tuple([z.looseObject({ lists: z.array(named.extend({ provision: z.looseObject({ table }) })) })]),
    }),
  ]),
  definitions: z.array(named.extend({ table, target: z.looseObject({ list: z.string() }) })),
});

/** The demo's bundle with these definitions and their lists instead of its own; their tables in schema `geo` have the columns of `cities`. */
export function benchBundle(definitions: readonly { readonly name: string; readonly table: string }[]): string {
  const demo = demoShape.parse(parse(readFileSync(path.resolve("sandbox/demo/demo.yaml"), "utf8")));
  const [site] = demo.connections[0].sites;
  const list = site.lists.find(({ name }) => name === "Cities");
  const definition = demo.definitions.find(({ name }) => name === "Cities");
  if (!list || !definition) throw new Error("The demo's bundle has a list and a definition named Cities.");
  site.lists = definitions.map(({ name, table }) => ({
    ...list,
    name,
    provision: { ...list.provision, table: { ...list.provision.table, table } },
  }));
  demo.definitions = definitions.map(({ name, table }) => ({
    ...definition,
    name,
    table: { ...definition.table, table },
    target: { ...definition.target, list: name },
  }));
  return stringify(demo, { aliasDuplicateObjects: false });
}
