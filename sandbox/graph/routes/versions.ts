// Graph contract 6.7 (versions of an item). Fidelity caveat: see ../server.ts.
import type { Answer, ListContext } from "../call";
import { wholeSeconds } from "../clock";
import type { Item, ItemVersion, JsonObject } from "../entities";
import { notFound } from "../errors";
import { asVersion, fieldsJson } from "../field-read";
import { offsetAt } from "../time-zone";
import { authorOf, identityJson } from "./author";
import { fieldsExpansion, readRules } from "./item-query";
import { findItem } from "./items";
import { metadata, type Route, UNITS } from "./route";

/** Newest first; the current state is the first version. */
function allVersions(context: ListContext, item: Item): ItemVersion[] {
  const { version, modified, modifiedBy, values } = item;
  return [{ version, modified, modifiedBy, values }, ...context.data.versionsOf(item.id).toReversed()];
}

/** Seen moved by the site's offset (Graph contract 6.7). */
function shownTime({ profile, site }: ListContext, time: string): string {
  if (!profile.versionTimeShift) return time;
  const instant = new Date(time);
  return wholeSeconds(new Date(instant.getTime() + offsetAt(instant, site.timeZone)));
}

function versionJson(context: ListContext, item: Item, version: ItemVersion): JsonObject {
  const expansion = fieldsExpansion(context.query.expand);
  return {
    id: `${version.version}.0`,
    lastModifiedDateTime: shownTime(context, version.modified),
    lastModifiedBy: identityJson(version.modifiedBy, context.store, context.site),
    ...(expansion
      ? { fields: fieldsJson(asVersion(item, version), readRules(context, { select: expansion.select })) }
      : {}),
  };
}

function listVersions(context: ListContext): Answer {
  const item = findItem(context);
  return {
    status: 200,
    body: {
      "@odata.context": metadata(
        context.call.origin,
        `sites('${context.site.id}')/lists('${context.list.id}')/items('${item.id}')/versions`,
      ),
      value: allVersions(context, item).map((version) => versionJson(context, item, version)),
    },
  };
}

function findVersion(context: ListContext, item: Item): ItemVersion {
  const found = allVersions(context, item).find((version) => `${version.version}.0` === context.params.version);
  if (!found) throw notFound();
  return found;
}

function getVersion(context: ListContext): Answer {
  const item = findItem(context);
  return { status: 200, body: versionJson(context, item, findVersion(context, item)) };
}

/** The old values become a new version. */
function restoreVersion(context: ListContext): Answer {
  const before = findItem(context);
  const { values } = findVersion(context, before);
  const item: Item = {
    ...before,
    values,
    version: before.version + 1,
    modified: wholeSeconds(context.store.clock.now()),
    modifiedBy: authorOf(context.call.caller),
    seq: context.data.nextSeq,
  };
  context.store.commit({ t: "item", list: context.list.id, item });
  return { status: 204 };
}

const versions = "/sites/:site/lists/:list/items/:item/versions";
export const versionRoutes: Route[] = [
  { scope: "list", method: "GET", path: versions, needs: "read", units: UNITS.collection, handle: listVersions },
  {
    scope: "list",
    method: "GET",
    path: `${versions}/:version`,
    needs: "read",
    units: UNITS.single,
    handle: getVersion,
  },
  {
    scope: "list",
    method: "POST",
    path: `${versions}/:version/restoreVersion`,
    needs: "write",
    units: UNITS.write,
    handle: restoreVersion,
  },
];
