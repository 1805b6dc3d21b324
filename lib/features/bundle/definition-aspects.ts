import { isDeepStrictEqual } from "node:util";
import { setCursor } from "@/lib/features/cursors/mutations";
import { retargetList } from "@/lib/features/keys/mutations";
import { retargetInput } from "@/lib/features/keys/schema";
import { setGuards, setPolicies } from "@/lib/features/policies/mutations";
import { setGuardsInput, setPoliciesInput } from "@/lib/features/policies/schema";
import { clearSchedule, setFullScan, setSchedule } from "@/lib/features/schedules/mutations";
import { setSources } from "@/lib/features/sources/mutations";
import { describeDefinition, enableDefinition, pauseDefinition } from "@/lib/features/syncs/mutations";
import { describeDefinitionInput } from "@/lib/features/syncs/schema";
import { nearNames } from "@/lib/format/near-name";
import { type ApplyWork, atPlace, differences, parsedAt } from "./apply-work";
import { columnNamed, failForColumn } from "./find-parts";
import type { DefinitionEntry } from "./schema";
import type { BundlePath, FieldChange, NamedColumn, PresentDefinition, PresentInstance } from "./types";

/** What the names of a definition's entry stand for. */
export interface DefinitionParts {
  readonly tableColumns: readonly NamedColumn[];
  readonly listColumns: readonly NamedColumn[];
  /** The list's row in the catalog. */
  readonly listId: string;
  readonly instances: readonly PresentInstance[];
}

export interface AspectQuestion {
  readonly entry: DefinitionEntry;
  /** Null for one that is to be made. */
  readonly present: PresentDefinition | null;
  /** Null in a dry run where table or list are not known yet. */
  readonly parts: DefinitionParts | null;
  readonly path: BundlePath;
}

/** One side of a definition, which a mutation of its own sets. */
export interface Aspect {
  readonly fields: readonly FieldChange[];
  readonly notes?: readonly string[];
  /** Called only where fields differ, and never in a dry run. */
  readonly perform: (definition: PresentDefinition) => Promise<unknown>;
}

/**
 * The list of the same name in the place of one that was deleted, where the file says that it was made again. Pauses the definition and lets its
 * ledger go: a comparison has to be confirmed before the next push.
 */
export function recreatedListAspect(work: ApplyWork, { entry, present, parts, path }: AspectQuestion): Aspect {
  const { list, recreated } = entry.target;
  if (!recreated || !present?.isListGone || present.target.list !== list)
    return { fields: [], perform: async () => undefined };
  return {
    fields: [{ field: "target", before: `${list}, which was deleted`, after: `${list}, made again` }],
    notes: [
      `It is paused and forgets the former list's items. Which items of the new one belong to its rows is compared and confirmed by: ${matchCommand(entry.name)}.`,
    ],
    perform: ({ id: definitionId }) => {
      const place = [...path, "target"];
      const input = parsedAt(work, place, retargetInput, { definitionId, listId: parts?.listId });
      return atPlace(work, place, () => retargetList(work.context, input));
    },
  };
}

/** As a person types it. */
export const matchCommand = (name: string, options = "") => `syncbridge match ${JSON.stringify(name)}${options}`;

/** Description and time zone. */
export function detailsAspect(work: ApplyWork, { entry, present, path }: AspectQuestion): Aspect {
  const { description, timeZone } = entry;
  return {
    fields: differences({ description, timeZone }, present),
    perform: ({ id: definitionId, ...stored }) =>
      describeDefinition(
        work.context,
        parsedAt(work, path, describeDefinitionInput, {
          definitionId,
          description: description === undefined ? stored.description : description,
          timeZone: timeZone ?? stored.timeZone,
        }),
      ),
  };
}

/** Which instances are read, and in which order. */
export function sourcesAspect(work: ApplyWork, { entry, present, parts, path }: AspectQuestion): Aspect {
  if (!entry.sources) return { fields: [], perform: async () => undefined };
  const labels = new Map(parts?.instances.map((instance) => [instance.instanceLabel, instance]));
  const wanted = entry.sources.map(({ instance, role, priority, enabled }, at) => {
    const known = labels.get(instance);
    if (parts && !known) {
      const [near] = nearNames(instance, labels.keys());
      const remedy = near ? `Did you mean “${near}”?` : `Its instances are ${[...labels.keys()].join(", ")}.`;
      work.file.fail(
        [...path, "sources", at, "instance"],
        `The table's database has no instance “${instance}”.`,
        remedy,
      );
    }
    const place = present?.sources.find((source) => source.instance === instance) ?? known;
    return {
      instance,
      role: role ?? place?.role ?? "PRIMARY",
      priority: priority ?? place?.priority ?? 0,
      enabled: enabled ?? true,
    };
  });
  const order = (sources: readonly { readonly instance: string; readonly enabled: boolean }[]) =>
    sources.filter(({ enabled }) => enabled).toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
  const isSame = present !== null && isDeepStrictEqual(order(wanted), order(present.sources));
  const text = (sources: readonly { instance: string; role: string; priority: number }[]) =>
    sources.map(({ instance, role, priority }) => `${instance} (${role.toLowerCase()}, ${priority})`).join(", ");
  return {
    fields: isSame
      ? []
      : [{ field: "sources", before: present && text(order(present.sources) as typeof wanted), after: text(wanted) }],
    perform: ({ id: definitionId }) =>
      setSources(work.context, {
        definitionId,
        sources: wanted.map(({ instance, role, priority, enabled: isEnabled }) => ({
          instanceId: labels.get(instance)?.id ?? "",
          role,
          priority,
          isEnabled,
        })),
      }),
  };
}

/** How changed rows are found. */
export function cursorAspect(work: ApplyWork, { entry, present, parts, path }: AspectQuestion): Aspect {
  const { cursor } = entry;
  const column = cursor && parts ? columnNamed(parts.tableColumns, cursor.column) : null;
  if (cursor && parts && !column)
    failForColumn(work, [...path, "cursor", "column"], cursor.column, parts.tableColumns, "The table");
  return {
    fields: differences({ cursor }, present),
    perform: ({ id: definitionId }) => setCursor(work.context, { definitionId, columnId: column?.id ?? null }),
  };
}

/** Mode and policies, which are set together. */
export function policiesAspect(work: ApplyWork, { entry, present, parts, path }: AspectQuestion): Aspect {
  const { mode, conflictPolicy, policies = {} } = entry;
  const wanted = { mode, conflictPolicy, ...policies };
  const { markColumn } = policies;
  const column = markColumn ? parts && columnNamed(parts.listColumns, markColumn) : null;
  if (markColumn && parts && !column)
    failForColumn(work, [...path, "policies", "markColumn"], markColumn, parts.listColumns, "The list");
  return {
    fields: differences(wanted, present),
    perform: ({ id: definitionId, ...stored }) => {
      const name = markColumn === undefined ? stored.markColumn : markColumn;
      const { onSourceDelete, onLeftFilter, onListDelete } = { ...stored, ...policies };
      const input = parsedAt(work, [...path, "policies"], setPoliciesInput, {
        definitionId,
        mode: mode ?? stored.mode,
        conflictPolicy: conflictPolicy ?? stored.conflictPolicy,
        onSourceDelete: onSourceDelete ?? stored.onSourceDelete,
        onLeftFilter: onLeftFilter ?? stored.onLeftFilter,
        onListDelete: onListDelete ?? stored.onListDelete,
        markColumnId: (name && parts && columnNamed(parts.listColumns, name)?.id) ?? null,
      });
      return setPolicies(work.context, input);
    },
  };
}

/** Limits beyond which a run stops; those that the file leaves out stay. */
export function guardsAspect(work: ApplyWork, { entry, present, path }: AspectQuestion): Aspect {
  const wanted = entry.guards ?? {};
  return {
    fields: differences(wanted, present?.guards ?? null).map((change) => ({
      ...change,
      field: `guards.${change.field}`,
    })),
    perform: ({ id: definitionId, guards }) =>
      setGuards(
        work.context,
        parsedAt(work, [...path, "guards"], setGuardsInput, { definitionId, guards: { ...guards, ...wanted } }),
      ),
  };
}

/** When it runs by itself. */
export function scheduleAspect(work: ApplyWork, { entry, present, path }: AspectQuestion): Aspect {
  const wanted = entry.schedule ?? {};
  const changes = differences(wanted, present?.schedule ?? null);
  const isChanged = (...names: readonly string[]) => changes.some(({ field }) => names.includes(field));
  return {
    fields: changes.map((change) => ({ ...change, field: `schedule.${change.field}` })),
    perform: async ({ id: definitionId, schedule }) => {
      const cron = wanted.cron === undefined ? schedule.cron : wanted.cron;
      const timeZone = wanted.timeZone ?? schedule.timeZone;
      await atPlace(work, [...path, "schedule"], async () => {
        if (isChanged("cron", "timeZone"))
          await (cron === null
            ? clearSchedule(work.context, { definitionId })
            : setSchedule(work.context, { definitionId, cron, timeZone }));
        if (isChanged("fullScan")) await setFullScan(work.context, { definitionId, cron: wanted.fullScan ?? null });
      });
    },
  };
}

/**
 * Whether it runs at all. What comes from another installation arrives switched off (R9): only `--enable` switches on, and the file alone
 * switches off.
 */
export function enabledAspect(work: ApplyWork, { entry, present }: AspectQuestion): Aspect {
  const nothing = async () => undefined;
  if (entry.enabled === false) {
    if (!present?.isEnabled) return { fields: [], perform: nothing };
    const fields = [{ field: "enabled", before: "true", after: "false" }];
    return { fields, perform: ({ id: definitionId }) => pauseDefinition(work.context, { definitionId }) };
  }
  if (present?.isEnabled) return { fields: [], perform: nothing };
  if (!work.isEnabling) {
    if (present && entry.enabled === undefined) return { fields: [], perform: nothing };
    return { fields: [], notes: ["It is disabled here; --enable switches it on."], perform: nothing };
  }
  return {
    fields: [{ field: "enabled", before: present ? "false" : null, after: "true" }],
    perform: ({ id: definitionId }) => enableDefinition(work.context, { definitionId }),
  };
}
