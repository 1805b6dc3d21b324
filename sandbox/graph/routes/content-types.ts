// Graph contract 4.5 (content types of a list). Fidelity caveat: see ../server.ts.
import type { Answer, ListContext } from "../call";
import { columnJson } from "../columns";
import type { JsonObject, List } from "../entities";
import { notFound } from "../errors";
import { selectFrom } from "../odata";
import { folderContentTypeId } from "../seed";
import { metadata, type Route, UNITS } from "./route";

/** The columns of the default type are the ones that a form shows. */
export function contentTypesJson(list: List, withColumns: boolean): JsonObject[] {
  const shown = list.columns.filter((column) => !column.system && !column.hidden).map(columnJson);
  const make = (id: string, name: string, description: string): JsonObject => ({
    id,
    name,
    description,
    group: name === "Folder" ? "Folder Content Types" : "List Content Types",
    hidden: false,
    readOnly: false,
    sealed: false,
    ...(withColumns ? { columns: name === "Folder" ? [] : shown } : {}),
  });
  return [
    make(list.contentTypeId, "Item", "Create a new list item."),
    make(folderContentTypeId(list.id), "Folder", "Create a new folder."),
  ];
}

function listContentTypes(context: ListContext): Answer {
  const withColumns = context.query.expand.some((part) => part.name === "columns");
  return {
    status: 200,
    body: {
      "@odata.context": metadata(
        context.call.origin,
        `sites('${context.site.id}')/lists('${context.list.id}')/contentTypes`,
      ),
      value: contentTypesJson(context.list, withColumns).map(
        (type) => selectFrom(type, context.query.select) as JsonObject,
      ),
    },
  };
}

function getContentType(context: ListContext): Answer {
  const withColumns = context.query.expand.some((part) => part.name === "columns");
  const found = contentTypesJson(context.list, withColumns).find(({ id }) => id === context.params.type);
  if (!found) throw notFound();
  return { status: 200, body: selectFrom(found, context.query.select) as JsonObject };
}

const types = "/sites/:site/lists/:list/contentTypes";
export const contentTypeRoutes: Route[] = [
  { scope: "list", method: "GET", path: types, needs: "read", units: UNITS.collection, handle: listContentTypes },
  { scope: "list", method: "GET", path: `${types}/:type`, needs: "read", units: UNITS.single, handle: getContentType },
];
