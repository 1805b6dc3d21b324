import { isDeepStrictEqual } from "node:util";
import type { Context } from "@/lib/context";
import { listBudgets } from "@/lib/features/budgets/queries";
import { previewList } from "@/lib/features/sharepoint/queries";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import {
  instancesOf,
  madeColumns,
  presentApplications,
  presentConnections,
  presentDatabases,
  presentDefinitions,
  sitesOf,
} from "./queries";
import type { BundleFile, ListColumnEntry } from "./schema";
import type { MadeColumn, PresentConnection, PresentDatabase, PresentDefinition, PresentInstance } from "./types";

type Part<K extends "applications" | "connections" | "definitions"> = NonNullable<BundleFile[K]>[number];

/** Fields that say something: what is null, or as a new thing has it anyway, is left out. */
function without<T extends object>(fields: T, usual: Partial<T> = {}): T {
  const says = ([field, value]: [string, unknown]) =>
    value !== null && value !== undefined && !isDeepStrictEqual(value, (usual as Record<string, unknown>)[field]);
  return Object.fromEntries(Object.entries(fields).filter(says)) as T;
}

/** Makes names of variables from names of things, each one once. */
class Variables {
  private readonly taken = new Set<string>();

  /** `${GEOGRAPHY_GEO_PRIMARY_PASSWORD}` */
  reference(...words: readonly string[]): string {
    const plain = words
      .join("_")
      .normalize("NFKD")
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "");
    const base = /^[A-Z]/.test(plain) ? plain : `V_${plain}`;
    let name = base;
    for (let count = 2; this.taken.has(name); count++) name = `${base}_${count}`;
    this.taken.add(name);
    return `\${${name}}`;
  }
}

/**
 * What an installation, or some of its definitions with what they stand on, looks like as a file: without secrets, whose places are taken by
 * variables. Applied here it does nothing; applied elsewhere it makes the same.
 */
export async function exportBundle(
  context: Context,
  only: { readonly definitionIds?: readonly string[] } = {},
): Promise<BundleFile> {
  const { definitionIds: ids } = only;
  const definitions = await presentDefinitions(context, ids ? { ids } : {});
  const isWanted = (used: (definition: PresentDefinition) => boolean) => ids === undefined || definitions.some(used);
  const variables = new Variables();

  const databases = (await presentDatabases(context, {})).filter(({ name, applicationName }) =>
    isWanted(({ table }) => table.database === name && table.application === applicationName),
  );
  const applications: Part<"applications">[] = [];
  for (const { id, ...application } of await presentApplications(context)) {
    const own = databases.filter(({ applicationId }) => applicationId === id);
    if (ids !== undefined && own.length === 0) continue;
    const entries = await Promise.all(
      own.map(async (database) => ({ database, instances: await instancesOf(context, { databaseId: database.id }) })),
    );
    applications.push({
      ...without(application, { status: "ACTIVE" }),
      ...(own.length > 0 ? { databases: entries.map((entry) => databaseEntry(entry, variables)) } : {}),
    });
  }

  const connections: Part<"connections">[] = [];
  for (const connection of await presentConnections(context)) {
    if (!isWanted(({ target }) => target.connection === connection.name)) continue;
    connections.push(
      await connectionEntry(context, connection, definitions, { variables, isWhole: ids === undefined }),
    );
  }
  return { syncbridge: 1, applications, connections, definitions: definitions.map(definitionEntry) };
}

interface DatabaseParts {
  readonly database: PresentDatabase;
  readonly instances: readonly PresentInstance[];
}

function databaseEntry({ database, instances }: DatabaseParts, variables: Variables) {
  const { name, dbType: kind, environment, databaseName, status, introspection } = database;
  return {
    ...without({ name, kind, environment, databaseName, status, introspection }, { status: "ACTIVE" }),
    instances: instances.map((instance) => {
      const { instanceLabel: label, host, port, dbName, dbUser: user, config, ...rest } = instance;
      const { role, priority, status: instanceStatus, validFrom, validTo } = rest;
      return without(
        {
          label,
          host,
          port,
          database: dbName,
          user,
          password: variables.reference(name, label, "password"),
          role,
          priority,
          status: instanceStatus,
          validFrom,
          validTo,
          options: config,
        },
        { status: "ACTIVE", options: {} },
      );
    }),
  };
}

interface ConnectionContext {
  readonly variables: Variables;
  /** All its sites, and not only those that the definitions write to. */
  readonly isWhole: boolean;
}

async function connectionEntry(
  context: Context,
  connection: PresentConnection,
  definitions: readonly PresentDefinition[],
  { variables, isWhole }: ConnectionContext,
): Promise<Part<"connections">> {
  const { id, name, tenantId, clientId, authorityHost, scope, credentialKind, secretExpires, status } = connection;
  const [budget] = await listBudgets(context, { tenantId, clientId });
  const sites: NonNullable<Part<"connections">["sites"]> = [];
  for (const site of await sitesOf(context, { connectionId: id })) {
    const own = definitions.filter(({ target }) => target.connection === name && target.site === site.address);
    if (!isWhole && own.length === 0) continue;
    const { address, timeZone, includesHidden } = site;
    const lists = await listEntries(context, own);
    sites.push({
      ...without(
        { address, timeZone, includesHidden, status: site.status },
        { includesHidden: false, status: "ACTIVE" },
      ),
      ...(lists.length > 0 ? { lists } : {}),
    });
  }
  return {
    ...without({ name, tenantId, clientId, authorityHost, scope, secretExpires, status }, { status: "ACTIVE" }),
    [credentialKind]: variables.reference(name, credentialKind),
    ...(budget?.isLimitFixed ? { budget: { minute: budget.minuteLimit, day: budget.dayLimit } } : {}),
    ...(sites.length > 0 ? { sites } : {}),
  };
}

/** Lists that definitions write to, each as it would be made from its first definition's table. */
async function listEntries(context: Context, definitions: readonly PresentDefinition[]) {
  // Of a list that was made again and the former one, both of which are written to, the one that is there.
  const goneFirst = definitions.toReversed().toSorted((a, b) => Number(b.isListGone) - Number(a.isListGone));
  const firsts = [...new Map(goneFirst.map((definition) => [definition.target.list, definition])).values()];
  const entries = await Promise.all(
    firsts.map(async (definition) => ({
      name: definition.target.list,
      provision: { table: definition.table, columns: await columnEntries(context, definition) },
    })),
  );
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Source columns whose values the list has a column of its own for, with what of it differs from the proposal. */
async function columnEntries(context: Context, { tableId, listId, mappings }: PresentDefinition) {
  const [proposed, made] = await Promise.all([previewList(context, { tableId }), madeColumns(context, { listId })]);
  const free = new Map(made.filter(({ name }) => name !== "Title").map((column) => [column.name, column]));
  const take = (name: string | null | undefined) => {
    const column = free.get(name ?? "");
    if (column) free.delete(column.name);
    return column;
  };
  const mapped = new Map(
    mappings.map(({ from, to }) => [from, take(to)] as const).filter(([, column]) => column !== undefined),
  );
  return proposed.flatMap((proposal) => {
    const column = mapped.get(proposal.sourceColumn) ?? take(proposal.columnName);
    return column ? columnEntry(proposal, column) : [];
  });
}

function columnEntry(proposal: ProposedColumn, column: MadeColumn): string | ListColumnEntry {
  const { name, ...fields } = column;
  const own = without({ name, ...fields }, {
    ...proposal,
    name: proposal.columnName ?? undefined,
  } as Partial<MadeColumn>);
  const { choices, maxLength, ...rest } = own;
  if (Object.keys(own).length === 0) return proposal.sourceColumn;
  return {
    from: proposal.sourceColumn,
    ...rest,
    ...(maxLength ? { maxLength } : {}),
    ...(choices ? { choices: [...choices] } : {}),
  };
}

/** Columns that follow from the table's own key are not told: they are not the definition's choice. */
function keyEntry({ strategy, columns, ...rest }: PresentDefinition["key"]) {
  const isChosen = strategy === "COMPOSITE_COLUMNS" || strategy === "HASHED";
  return { strategy, ...rest, ...(isChosen ? { columns } : {}) };
}

function definitionEntry(definition: PresentDefinition): Part<"definitions"> {
  const { name, description, table, target, mode, conflictPolicy, timeZone, identityNamespace } = definition;
  const { onSourceDelete, onLeftFilter, onListDelete, markColumn, guards, ownGuards, schedule } = definition;
  const own = Object.fromEntries(ownGuards.map((limit) => [limit, guards[limit]]));
  return without({
    name,
    description,
    enabled: definition.isEnabled,
    table,
    target,
    // A mode or policy of two-way sync is told as it is: applying says that it cannot be chosen yet.
    mode: mode as "ONE_WAY_PUSH",
    conflictPolicy: conflictPolicy as "SOURCE_WINS",
    policies: without({ onSourceDelete, onLeftFilter, onListDelete, markColumn }),
    guards: ownGuards.length > 0 ? own : undefined,
    schedule: schedule.cron === null && schedule.fullScan === null ? undefined : without(schedule),
    timeZone,
    key: keyEntry(definition.key),
    mayMakeUnique: definition.mayMakeUnique ?? undefined,
    identityNamespace: identityNamespace ?? undefined,
    sources: definition.sources.filter(({ enabled }) => enabled).map(({ enabled: _, ...source }) => source),
    rowFilter: definition.rowFilter ?? undefined,
    cursor: definition.cursor ?? undefined,
    mappings: definition.mappings.map(({ from, to, transform, inverse, whenEmpty, ...mapping }) =>
      without({
        ...{ from: from ?? undefined, to, transform: transform ?? undefined, inverse: inverse ?? undefined },
        ...{ whenEmpty: whenEmpty === "CLEAR" ? undefined : whenEmpty, default: mapping.default ?? undefined },
      }),
    ),
  });
}
