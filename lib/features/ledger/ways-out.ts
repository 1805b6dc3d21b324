import type { ParentRow } from "@/lib/engine/types";
import type { RowFacts, WhyCause } from "@/lib/engine/why-facts";
import { type PausedParent, pausedParent, type StoredDefinition } from "@/lib/sync/load-definition";
import type { GatheredRow } from "@/lib/sync/row/gather-row";
import type { WayOut } from "./types";

/** Where each thing that keeps a row away is mended or looked into; nothing where there is no such page. */
export function waysOut(
  stored: StoredDefinition,
  { facts }: Pick<GatheredRow, "facts">,
): Readonly<Partial<Record<WhyCause, WayOut>>> {
  const path = `/syncs/${stored.id}`;
  const run = runOf(facts);
  const paused = pausedParent(stored);
  const refused = facts.mapping?.ok && !facts.mapping.value.fits ? facts.mapping.value : null;
  return {
    "key-null": { label: "See the rejections", href: `${path}/rejections?code=key-null` },
    "key-unreadable": { label: "See the key of the table", href: `${path}/key` },
    "key-duplicate": { label: "See the key of the table", href: `${path}/key` },
    "deleted-in-list": { label: "See the rules", href: `${path}/rules` },
    archived: { label: "See the rules", href: `${path}/rules` },
    left: { label: "See the rules", href: `${path}/rules` },
    "row-missing": { label: "Look into the table", href: `/tables/${stored.sourceTableId}/data` },
    "definition-incomplete": { label: "Open the mapping", href: path },
    "source-unreachable": {
      label: "Test the connection",
      href: `/databases/${stored.sourceTable.databaseId}/instances`,
    },
    "row-filtered": { label: "Open the row filter", href: `${path}#row-filter` },
    "mapping-refused": mappingOf(stored, refused?.field ?? null),
    "list-refused": mappingOf(stored, facts.rejection?.field ?? null),
    "list-unreachable": {
      label: "Verify the connection",
      href: `/sharepoint/connections/${stored.targetList.site.connectionId}`,
    },
    ...(paused && { "parent-paused": parentPage(stored, paused) }),
    ...(refused?.parent && { "parent-missing": passportOf(refused.parent) }),
    ...(facts.halt && { "run-halted": { label: "Look at the plan", href: `/runs/${facts.halt.runId}` } }),
    ...(run && {
      "in-doubt": { label: "Watch the run", href: run },
      "waiting-for-graph": { label: "Watch the run", href: run },
      "in-open-run": { label: "Watch the run", href: run },
    }),
  };
}

function runOf({ operation, openRun }: RowFacts): string | null {
  const runId = operation?.runId ?? openRun?.id;
  return runId === undefined ? null : `/runs/${runId}`;
}

/** A field is named by its source column, or by its list column where an expression makes it. */
function mappingOf(stored: StoredDefinition, field: string | null): WayOut {
  const mapping = stored.fieldMappings.find(
    ({ sourceColumnName, targetColumnName }) => field !== null && (sourceColumnName ?? targetColumnName) === field,
  );
  if (!mapping) return { label: "Open the mapping", href: `/syncs/${stored.id}` };
  return { label: `Open the mapping of ${field}`, href: `/syncs/${stored.id}?mapping=${mapping.id}` };
}

function passportOf({ definitionId, key }: ParentRow): WayOut {
  const label = `Ask why ${key} is not in its list`;
  return { label, href: `/syncs/${definitionId}/ledger/row?key=${encodeURIComponent(key)}` };
}

function parentPage(stored: StoredDefinition, { kind, id }: PausedParent): WayOut {
  switch (kind) {
    case "application":
      return { label: "Open the application", href: `/applications/${id}` };
    case "database":
      return { label: "Open the database", href: `/databases/${id}` };
    case "connection":
      return { label: "Open the connection", href: `/sharepoint/connections/${id}` };
    case "site":
      return { label: "Open the site", href: `/sharepoint/sites/${id}` };
    case "target":
      return { label: "Open the list", href: `/sharepoint/lists/${stored.targetListId}` };
  }
}
