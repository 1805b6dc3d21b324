import { type Actor, isAllowed } from "@/lib/context";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { setupPolicies } from "@/lib/features/setup/policy";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { plural } from "@/lib/format/plural";
import type { ChecklistStep } from "./types";

/** How much there is of what the first steps are about. */
export interface FirstSteps {
  readonly instances: number;
  readonly tables: number;
  /** Connections whose last test went well. */
  readonly connections: number;
  readonly lists: number;
  readonly definitions: number;
  /** A run of any sync has ended well. */
  readonly succeeded: boolean;
}

/** The thing to go on with at each step: the one made last; null where there is none. */
export interface NextThings {
  readonly applicationId: string | null;
  /** A database that no server answers for yet. */
  readonly bareDatabaseId: string | null;
  /** A database with a server. */
  readonly databaseId: string | null;
  readonly untestedConnectionId: string | null;
  readonly testedConnectionId: string | null;
  readonly siteId: string | null;
  /** A sync that is neither enabled nor ever run. */
  readonly draftId: string | null;
  readonly draftName: string | null;
  /** A sync that is enabled. */
  readonly enabledId: string | null;
}

type Open = Pick<ChecklistStep, "detail" | "href">;

function databaseStep(actor: Actor, next: NextThings): Open {
  const detail = "Under an application, with the address to read from.";
  if (!isAllowed(actor, applicationPolicies.manage)) return { detail, href: "/applications" };
  if (next.bareDatabaseId !== null)
    return {
      detail: "It is registered; add the server that answers for it.",
      href: `/databases/${next.bareDatabaseId}/instances/new`,
    };
  if (next.applicationId !== null) return { detail, href: `/applications/${next.applicationId}/databases/new` };
  return { detail: "First the application it belongs to.", href: "/applications/new" };
}

function tablesStep(next: NextThings): Open {
  if (next.databaseId === null) return { detail: "Once a database is added.", href: null };
  return { detail: "Reads the catalog only, never rows.", href: `/databases/${next.databaseId}` };
}

function connectionStep(actor: Actor, next: NextThings): Open {
  const detail = "An app registration with application permissions.";
  if (next.untestedConnectionId !== null)
    return {
      detail: "It is entered; test whether it works.",
      href: `/sharepoint/connections/${next.untestedConnectionId}`,
    };
  return { detail, href: isAllowed(actor, sharepointPolicies.manage) ? "/sharepoint/connections/new" : "/sharepoint" };
}

function listsStep(next: NextThings): Open {
  if (next.siteId !== null)
    return { detail: "Look into the site, or make a list there.", href: `/sharepoint/sites/${next.siteId}` };
  if (next.testedConnectionId === null) return { detail: "Once SharePoint is connected.", href: null };
  return { detail: "Add a site by its address.", href: `/sharepoint/connections/${next.testedConnectionId}` };
}

function syncStep(actor: Actor, found: FirstSteps): Open {
  const detail = "Choose a table and a list; columns are matched by name.";
  if (found.tables === 0 || found.connections === 0)
    return { detail: "Once there are tables and a connection.", href: null };
  return { detail, href: isAllowed(actor, setupPolicies.define) ? "/syncs/new" : "/syncs" };
}

function runStep(actor: Actor, found: FirstSteps, next: NextThings): Open {
  if (found.definitions === 0) return { detail: "Once a sync is defined.", href: null };
  if (next.enabledId !== null) return { detail: "Open it and press Run now.", href: `/syncs/${next.enabledId}` };
  if (next.draftId === null) return { detail: "Enable a sync, then press Run now.", href: "/syncs" };
  const isMine = isAllowed(actor, setupPolicies.define);
  return {
    detail: `“${next.draftName}” is begun: go on with its set-up, which ends with the first run.`,
    href: isMine ? `/syncs/${next.draftId}/setup` : `/syncs/${next.draftId}`,
  };
}

/** The first steps in their order: those taken with what came of them, the others with the very page where each is done next. */
export function checklistOf(actor: Actor, found: FirstSteps, next: NextThings): readonly ChecklistStep[] {
  const { instances, tables, connections, lists, definitions, succeeded } = found;
  return [
    {
      id: "database",
      title: "Add a database",
      isDone: instances > 0,
      ...(instances > 0 ? { detail: plural(instances, "instance"), href: "/applications" } : databaseStep(actor, next)),
    },
    {
      id: "tables",
      title: "Introspect its tables",
      isDone: tables > 0,
      ...(tables > 0
        ? { detail: `${plural(tables, "table or view", "tables and views")} cataloged`, href: "/applications" }
        : tablesStep(next)),
    },
    {
      id: "connection",
      title: "Connect SharePoint",
      isDone: connections > 0,
      ...(connections > 0
        ? { detail: `${plural(connections, "connection")} verified`, href: "/sharepoint" }
        : connectionStep(actor, next)),
    },
    {
      id: "lists",
      title: "Discover lists",
      isDone: lists > 0,
      ...(lists > 0 ? { detail: plural(lists, "list"), href: "/sharepoint" } : listsStep(next)),
    },
    {
      id: "sync",
      title: "Define a sync",
      isDone: definitions > 0,
      ...(definitions > 0 ? { detail: plural(definitions, "definition"), href: "/syncs" } : syncStep(actor, found)),
    },
    {
      id: "run",
      title: "Run it",
      isDone: succeeded,
      ...(succeeded ? { detail: "Done", href: "/runs" } : runStep(actor, found, next)),
    },
  ];
}
