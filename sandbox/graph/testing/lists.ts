import { createColumn } from "../columns";
import type { FieldValues, Item, List } from "../entities";
import { ListData } from "../list-data";
import { defaultProfile, type Profile } from "../profile";
import { itemContentTypeId } from "../seed";
import { systemColumns } from "../system-columns";

/** A list as the store would hold it, for tests that need no server. */
export function testList(definitions: object[] = [], profile: Profile = defaultProfile()): List {
  const id = "0a4f2c86-3f60-4f0e-9d1b-0c5b8a7e6d01";
  const list: List = {
    id,
    siteId: "site",
    name: "Orders",
    displayName: "Orders",
    description: "",
    template: "genericList",
    hidden: false,
    system: false,
    contentTypesEnabled: false,
    contentTypeId: itemContentTypeId(id),
    created: "2026-01-01T00:00:00Z",
    modified: "2026-01-01T00:00:00Z",
    createdBy: "user:1",
    version: 1,
    columns: systemColumns(),
    contentApproval: false,
    readOwnOnly: false,
  };
  for (const definition of definitions) list.columns.push(createColumn(definition, list, 0, profile));
  return list;
}

export const testData = (definitions: object[] = [], profile?: Profile) => new ListData(testList(definitions, profile));

export function testItem(data: ListData, id: number, values: FieldValues, version = 1): Item {
  return {
    id,
    guid: `guid-${id}`,
    version,
    contentTypeId: data.list.contentTypeId,
    created: "2026-01-01T00:00:00Z",
    modified: "2026-01-01T00:00:00Z",
    createdBy: "user:1",
    modifiedBy: "user:1",
    values,
    seq: data.nextSeq,
  };
}
