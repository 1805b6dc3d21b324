import { AppError } from "@/lib/errors/app-error";
import { createDefinition } from "@/lib/features/syncs/mutations";
import { importDefinitionInput } from "@/lib/features/syncs/schema";
import { type ApplyWork, atPlace, onlyOne, parsedAt, settle } from "./apply-work";
import {
  type Aspect,
  type AspectQuestion,
  cursorAspect,
  type DefinitionParts,
  detailsAspect,
  enabledAspect,
  guardsAspect,
  matchCommand,
  policiesAspect,
  recreatedListAspect,
  scheduleAspect,
  sourcesAspect,
} from "./definition-aspects";
import { columnNamed, findList, findTable, freshList, freshTable, sitesFor } from "./find-parts";
import { consentAspect, keyAspect, namespaceAspect } from "./key-aspect";
import { filterAspect, mappingsAspect } from "./mappings-aspect";
import { instancesOf, listOf, presentDefinitions } from "./queries";
import type { DefinitionEntry } from "./schema";
import type { BundlePath, PresentDefinition, PresentList, PresentTable } from "./types";

/** In the order in which they are set: what enabling needs stands before it. */
const aspects: readonly ((work: ApplyWork, question: AspectQuestion) => Aspect)[] = [
  namespaceAspect,
  detailsAspect,
  sourcesAspect,
  keyAspect,
  consentAspect,
  mappingsAspect,
  filterAspect,
  cursorAspect,
  policiesAspect,
  guardsAspect,
  scheduleAspect,
  enabledAspect,
];

/** Settles a definition: makes it where there is none of its name, then sets each side of it that differs. */
export async function settleDefinition(work: ApplyWork, entry: DefinitionEntry, path: BundlePath): Promise<void> {
  const { name } = entry;
  const named = await presentDefinitions(work.context, { name });
  const known = onlyOne(work, [...path, "name"], named, `definitions named “${name}”`, "Rename one of them first.");
  const former = known && (await formerListOf(work, known, entry, path));
  const ends = await endsOf(work, entry, path, former);
  const parts = ends && (await partsOf(work, ends));
  const recreated = recreatedListAspect(work, { entry, present: known, parts, path });
  const isRecreated = recreated.fields.length > 0;
  if (known && ends) requireSameEnds(work, known, ends, path, isRecreated);
  if (!known && ends) await requireNoTwin(work, ends, path);
  // A list that was made again was not agreed on yet, and nothing is switched on before rows and items are matched.
  const present = known && isRecreated ? { ...known, mayMakeUnique: null } : known;
  const sides = isRecreated ? aspects.filter((aspect) => aspect !== enabledAspect) : aspects;
  const question = { entry, present, parts, path };
  const found = [recreated, ...sides.map((aspect) => aspect(work, question))];
  requireSameNamespace(work, entry, present, path);
  const isArriving = present === null && entry.identityNamespace !== undefined;
  await settle(work, {
    kind: "definition",
    name,
    path,
    isNew: present === null,
    fields: found.flatMap(({ fields }) => fields),
    notes: [
      ...(former ? [goneNote(name, former.displayName)] : []),
      ...found.flatMap(({ notes = [] }) => notes),
      ...(ends ? [] : ["Its columns are checked when table and list are read."]),
      ...(isArriving ? [`Its items carry keys of “${entry.identityNamespace}”.`] : []),
    ],
    perform: async () => {
      const stored = present ?? (await create(work, entry, path, ends));
      if (isRecreated) await recreated.perform(stored);
      // Found again on what is stored: a new definition has come into being with most of it.
      for (const aspect of sides) {
        const { fields, perform } = aspect(work, { ...question, present: stored });
        if (fields.length > 0) await perform(stored);
      }
    },
  });
}

const goneNote = (name: string, list: string) =>
  `Its list was deleted, and it stays as it is. When “${list}” was made again, it takes the former one's place by “recreated: true” beside its name, or by ${matchCommand(name, ` --list ${JSON.stringify(list)}`)}.`;

/**
 * The list that a definition wrote to and that was deleted, where the file means it: whether one of its name takes its place is not told by the
 * name alone, since the ledger of the former one goes with it. Null for any other.
 */
async function formerListOf(
  work: ApplyWork,
  present: PresentDefinition,
  { target }: DefinitionEntry,
  path: BundlePath,
): Promise<PresentList | null> {
  if (!present.isListGone || target.recreated || target.list !== present.target.list) return null;
  const former = await listOf(work.context, { listId: present.listId });
  const sites = await sitesFor(work, target, [...path, "target"]);
  return sites !== "later" && sites.some(({ id }) => id === former.siteId) ? former : null;
}

interface Ends {
  readonly table: PresentTable;
  readonly list: PresentList;
}

/** Table and list, read anew where a column is not known; null in a dry run where one of them is made or read by the application itself. */
async function endsOf(
  work: ApplyWork,
  entry: DefinitionEntry,
  path: BundlePath,
  former: PresentList | null,
): Promise<Ends | null> {
  const found = await findTable(work, entry.table, [...path, "table"]);
  const target = former ?? (await findList(work, entry.target, [...path, "target"]));
  const { mappings = [], policies } = entry;
  const isLacking = (columns: PresentTable["columns"], names: readonly string[]) =>
    names.some((name) => columnNamed(columns, name) === null);
  const keyed = [...(entry.cursor ? [entry.cursor.column] : []), ...(entry.key?.columns ?? [])];
  const sources = [...mappings.flatMap(({ from }) => from ?? []), ...keyed];
  const targets = [...mappings.map(({ to }) => to), ...(policies?.markColumn ? [policies.markColumn] : [])];
  const why = (of: string) => `A column that “${entry.name}” names is not in the catalog of ${of} yet.`;
  const table =
    found !== "later" && isLacking(found.columns, sources)
      ? await freshTable(work, entry.table, found, why(entry.table.table))
      : found;
  const list =
    target !== "later" && isLacking(target.columns, targets)
      ? await freshList(work, target, why(target.displayName))
      : target;
  return table === "later" || list === "later" ? null : { table, list };
}

async function partsOf(work: ApplyWork, { table, list }: Ends): Promise<DefinitionParts> {
  const instances = await instancesOf(work.context, table);
  return { tableColumns: table.columns, listColumns: list.columns, listId: list.id, instances };
}

/** A ledger belongs to one table and one list: others make another definition, but for a list that takes the place of one that is gone. */
function requireSameEnds(
  work: ApplyWork,
  present: PresentDefinition,
  { table, list }: Ends,
  path: BundlePath,
  isRecreated: boolean,
): void {
  const remedy = "Give the definition in the file another name, and it becomes a new one.";
  if (present.tableId !== table.id) {
    const { schema, table: name } = present.table;
    work.file.fail(
      [...path, "table"],
      `“${present.name}” reads ${schema}.${name}, and its table does not change.`,
      remedy,
    );
  }
  if (present.listId === list.id || isRecreated) return;
  work.file.fail(
    [...path, "target"],
    `“${present.name}” writes to “${present.target.list}”, and its list does not change.`,
    remedy,
  );
}

/** One item has one owner (sync-semantics 5); said before anything is written. A rule refuses it, the file itself can be read as it is. */
async function requireNoTwin(work: ApplyWork, { table, list }: Ends, path: BundlePath): Promise<void> {
  const ofTable = await presentDefinitions(work.context, { tableId: table.id });
  const twin = ofTable.find(({ listId }) => listId === list.id);
  if (!twin) return;
  const message = `“${twin.name}” syncs this table into this list already.`;
  const remedy = `Call the definition “${twin.name}” in the file, or choose another list.`;
  work.file.fail([...path, "name"], message, remedy, new AppError("already-exists", { message }));
}

/** A namespace is frozen: another one would make a second item of every row (R9). */
function requireSameNamespace(
  work: ApplyWork,
  entry: DefinitionEntry,
  present: PresentDefinition | null,
  path: BundlePath,
): void {
  const { identityNamespace } = entry;
  if (!present || present.identityNamespace === null || identityNamespace === undefined) return;
  if (identityNamespace === present.identityNamespace) return;
  work.file.fail(
    [...path, "identityNamespace"],
    `“${present.name}” has the namespace “${present.identityNamespace}”, and it does not change.`,
    "Leave identityNamespace out, or give the definition another name.",
  );
}

async function create(
  work: ApplyWork,
  entry: DefinitionEntry,
  path: BundlePath,
  ends: Ends | null,
): Promise<PresentDefinition> {
  if (!ends) throw new AppError("unexpected", { message: `Table and list of “${entry.name}” are not known.` });
  const { table, list } = ends;
  const input = parsedAt(work, path, importDefinitionInput, {
    name: entry.name,
    tableId: table.id,
    listId: list.id,
    conflictPolicy: entry.conflictPolicy,
    identityNamespace: entry.identityNamespace,
    // Those of an expression alone, and all rules, are set by their aspect.
    mappings: entry.mappings?.flatMap(({ from, to }) =>
      from === undefined
        ? []
        : { sourceColumnId: columnNamed(table.columns, from)?.id, targetColumnId: columnNamed(list.columns, to)?.id },
    ),
  });
  const { definitionId } = await atPlace(work, path, () => createDefinition(work.context, input));
  const [made] = await presentDefinitions(work.context, { ids: [definitionId] });
  if (!made) throw new AppError("not-found", { message: `“${entry.name}” was removed while it was made.` });
  return made;
}
