import { writeFile } from "node:fs/promises";
import path from "node:path";
import { exportBundle } from "@/lib/features/bundle/export-bundle";
import { writeBundle } from "@/lib/features/bundle/write-file";
import { defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { definitionNamed } from "./resolve";

export const exportCommand = defineCommand({
  takes: [],
  summary: "Writes the installation as a file that apply takes, without secrets.",
  help: `  --definition NAME  only this definition with what it stands on; may be repeated
  --out FILE         write it to a file instead of standard output

The places of secrets are taken by variables such as \${ORDERS_MAIN_PASSWORD}.`,
  options: { definition: { type: "string", multiple: true }, out: { type: "string" } },
  async run({ context, values, folder }) {
    const wanted = values.definition;
    const definitions = wanted && (await Promise.all(wanted.map((name) => definitionNamed(context, name))));
    const bundle = await exportBundle(context, definitions ? { definitionIds: definitions.map(({ id }) => id) } : {});
    const text = writeBundle(bundle);
    if (values.out === undefined) return { code: exitCodes.done, json: { bundle }, text: text.trimEnd() };
    const file = path.resolve(folder, values.out);
    await writeFile(file, text);
    return { code: exitCodes.done, json: { file, bundle }, text: `Written to ${file}.` };
  },
});
