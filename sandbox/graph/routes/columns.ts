// Graph contract 5 (columns of a list). Fidelity caveat: see ../server.ts.
import type { Answer, ListContext } from "../call";
import { wholeSeconds } from "../clock";
import { indexKey } from "../column-index";
import { columnJson, createColumn, patchColumn } from "../columns";
import type { Column, JsonObject } from "../entities";
import { accessDenied, invalidRequest, notFound, uniqueViolation } from "../errors";
import { selectFrom } from "../odata";
import { visibleColumns } from "./lists";
import { metadata, type Route, UNITS } from "./route";

function listColumns(context: ListContext): Answer {
  let value = visibleColumns(context.list, context.query.select);
  if (context.profile.hiddenColumns === "vanish") value = value.filter((column) => column.hidden !== true);
  return {
    status: 200,
    body: {
      "@odata.context": metadata(
        context.call.origin,
        `sites('${context.site.id}')/lists('${context.list.id}')/columns`,
      ),
      value,
    },
  };
}

/** By id; the internal name works too, as it does in the service's own links. */
function findColumn(context: ListContext): Column {
  const wanted = context.params.column ?? "";
  const found = context.list.columns.find((column) => column.id === wanted.toLowerCase() || column.name === wanted);
  if (!found) throw notFound();
  return found;
}

function getColumn(context: ListContext): Answer {
  return { status: 200, body: selectFrom(columnJson(findColumn(context)), context.query.select) as JsonObject };
}

function postColumn(context: ListContext): Answer {
  const column = createColumn(context.call.body, context.list, context.data.items.size, context.profile);
  if (column.facet.kind === "lookup") {
    const target = context.store.lists.get(column.facet.listId)?.list;
    if (!target || target.siteId !== context.site.id)
      throw invalidRequest("The list that the lookup names does not exist.");
  }
  saveColumns(context, [...context.list.columns, column]);
  return {
    status: 201,
    body: {
      "@odata.context": metadata(
        context.call.origin,
        `sites('${context.site.id}')/lists('${context.list.id}')/columns/$entity`,
      ),
      ...columnJson(column),
    },
  };
}

function updateColumn(context: ListContext): Answer {
  const before = findColumn(context);
  const after = patchColumn(context.call.body, context.list, before, context.data.items.size, context.profile);
  if (after.enforceUniqueValues && !before.enforceUniqueValues) refuseDuplicates(context, after);
  saveColumns(
    context,
    context.list.columns.map((column) => (column.id === after.id ? after : column)),
  );
  return { status: 200, body: columnJson(after) };
}

/** Uniqueness cannot be switched on over values that break it (Graph contract, trap 23). */
function refuseDuplicates(context: ListContext, column: Column): void {
  const seen = new Set<unknown>();
  for (const item of context.data.items.values()) {
    const value = item.values[column.name];
    const key = context.profile.uniqueCase === "counts" ? value : indexKey(value);
    if (key === undefined) continue;
    if (seen.has(key)) throw uniqueViolation();
    seen.add(key);
  }
}

function deleteColumn(context: ListContext): Answer {
  const column = findColumn(context);
  if (column.isSealed) throw accessDenied();
  if (!column.isDeletable) throw invalidRequest("The column cannot be deleted.");
  saveColumns(
    context,
    context.list.columns.filter((each) => each.id !== column.id),
  );
  // The data is lost with the column (Graph contract 5.5): a later column of the same name starts empty.
  for (const item of [...context.data.items.values()]) {
    if (item.values[column.name] === undefined) continue;
    const { [column.name]: _lost, ...values } = item.values;
    context.store.commit({ t: "item", list: context.list.id, item: { ...item, values } });
  }
  return { status: 204 };
}

function saveColumns(context: ListContext, columns: Column[]): void {
  context.store.commit({
    t: "list",
    list: {
      ...context.list,
      columns,
      version: context.list.version + 1,
      modified: wholeSeconds(context.store.clock.now()),
    },
  });
  if (!context.profile.schemaChangesInDelta) return;
  for (const item of [...context.data.items.values()])
    context.store.commit({ t: "item", list: context.list.id, item: { ...item, seq: context.data.nextSeq } });
}

const columns = "/sites/:site/lists/:list/columns";
export const columnRoutes: Route[] = [
  { scope: "list", method: "GET", path: columns, needs: "read", units: UNITS.collection, handle: listColumns },
  { scope: "list", method: "POST", path: columns, needs: "manage", units: UNITS.write, handle: postColumn },
  { scope: "list", method: "GET", path: `${columns}/:column`, needs: "read", units: UNITS.single, handle: getColumn },
  {
    scope: "list",
    method: "PATCH",
    path: `${columns}/:column`,
    needs: "manage",
    units: UNITS.write,
    handle: updateColumn,
  },
  {
    scope: "list",
    method: "DELETE",
    path: `${columns}/:column`,
    needs: "manage",
    units: UNITS.write,
    handle: deleteColumn,
  },
];
