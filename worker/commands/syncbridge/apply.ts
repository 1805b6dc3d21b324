import { readFile } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "@/lib/errors/app-error";
import { applyBundle } from "@/lib/features/bundle/mutations";
import { readBundle } from "@/lib/features/bundle/read-file";
import type { Change } from "@/lib/features/bundle/types";
import { askYes } from "../ask-yes";
import { usageError } from "../usage-error";
import { changeText, countText, hasChanges } from "./change-text";
import { type Answer, defineCommand } from "./command";
import { exitCodes } from "./exit-codes";

export const apply = defineCommand({
  takes: ["FILE.yaml"],
  summary: "Makes the installation what a file says, after showing the difference.",
  help: `  --dry-run        only show the difference
  --yes            do not ask before applying
  --enable         switch on the definitions that the file does not switch off; without it new ones stay disabled

Applying again does nothing; after a failure it goes on where it stopped. What the file does not name stays as it is.
\${NAME} in the file is filled in from the environment. docs/bundle.md describes the format.
With --dry-run, or when the question is answered by no, it ends with 3 when anything differs.`,
  options: {
    "dry-run": { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    enable: { type: "boolean", default: false },
  },
  async run({ context, names, values, progress, signal, folder }) {
    const [name = ""] = names;
    const file = readBundle(await textOf(path.resolve(folder, name)), name, process.env);
    const options = { file, isEnabling: values.enable, signal, onProgress: (text: string) => progress.say(text) };
    progress.say("comparing");
    const looked = await applyBundle(context, { ...options, isDry: true });
    progress.clear();
    if (!hasChanges(looked)) return nothingToDo(looked);
    if (values["dry-run"]) return toDo(looked);
    const told = `${differenceText(looked)}\n`;
    if (!values.yes) {
      process.stderr.write(told);
      const isMeant = await askYes("Apply this? (yes/no) ", signal);
      if (isMeant === null)
        throw usageError("There is no terminal to ask on.", "Apply with --yes, or look with --dry-run.");
      if (!isMeant) return toDo(looked);
    }
    const changes = await applyBundle(context, {
      ...options,
      isDry: false,
      onChange: (change) => {
        if (change.action !== "leave") progress.note(changeText({ ...change, fields: [], notes: change.notes }));
      },
    });
    progress.clear();
    const text = countText(changes, { create: "made", change: "changed" });
    return { code: exitCodes.done, json: { applied: hasChanges(changes), changes }, text };
  },
});

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw usageError(`The file cannot be read: ${messageOf(error)}.`, "Name a bundle, as docs/bundle.md describes it.");
  }
}

const differenceText = (changes: readonly Change[]) =>
  `${changes.map(changeText).join("\n")}\n${countText(changes, { create: "to make", change: "to change" })}`;

function nothingToDo(changes: readonly Change[]): Answer {
  const notes = changes.filter((change) => change.notes.length > 0).map(changeText);
  const text = [...notes, "There is nothing to do."].join("\n");
  return { code: exitCodes.done, json: { applied: false, changes }, text };
}

function toDo(changes: readonly Change[]): Answer {
  return { code: exitCodes.pending, json: { applied: false, changes }, text: differenceText(changes) };
}
