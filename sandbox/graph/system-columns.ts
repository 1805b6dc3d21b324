import type { Column, Facet } from "./entities";

/**
 * The columns that every generic list has, with SharePoint's well-known field ids (Graph contract 5.6).
 * All but Title are read-only, and their values come from the item itself.
 */
interface Spec {
  id: string;
  name: string;
  displayName?: string;
  facet: Facet;
  hidden?: boolean;
  indexed?: boolean;
}

const none = (type: string): Facet => ({ kind: "none", type });
const text: Facet = {
  kind: "text",
  allowMultipleLines: false,
  appendChangesToExistingText: false,
  linesForEditing: 0,
  maxLength: 255,
  textType: "plain",
};
const person: Facet = {
  kind: "personOrGroup",
  allowMultipleSelection: false,
  chooseFromType: "peopleAndGroups",
  displayAs: "name",
};
const dateTime: Facet = { kind: "dateTime", displayAs: "default", format: "dateTime" };
const lookup: Facet = {
  kind: "lookup",
  listId: "",
  columnName: "ItemChildCount",
  allowMultipleValues: false,
  allowUnlimitedLength: false,
};
const boolean: Facet = { kind: "boolean" };

const specs: readonly Spec[] = [
  {
    id: "c042a256-787d-4a6f-8a8a-cf6ab767f12d",
    name: "ContentType",
    displayName: "Content Type",
    facet: none("choice"),
  },
  { id: "fa564e0f-0c70-4ab9-b863-0177e6ddd247", name: "Title", facet: text },
  {
    id: "bc91a437-52e7-49e1-8c4e-4698904b2b6d",
    name: "LinkTitleNoMenu",
    displayName: "Title",
    facet: none("unknownFutureValue"),
  },
  {
    id: "82642ec8-ef9b-478f-acf9-31f7d45fbc31",
    name: "LinkTitle",
    displayName: "Title",
    facet: none("unknownFutureValue"),
  },
  { id: "1d22ea11-1e32-424e-89ab-9fedbadb6ce1", name: "ID", facet: none("number"), indexed: true },
  { id: "28cf69c5-fa48-462a-b5cd-27b6f9d2bd5f", name: "Modified", facet: dateTime },
  { id: "8c06beca-0777-48f7-91c7-6da68bc07b69", name: "Created", facet: dateTime },
  { id: "1df5e554-ec7e-46a6-901d-d85a3881cb18", name: "Author", displayName: "Created By", facet: person },
  { id: "d31655d1-1d5b-4511-95a1-7a09e9b75bf2", name: "Editor", displayName: "Modified By", facet: person },
  { id: "dce8262a-3ae9-45aa-aab4-83bd75fb738a", name: "_UIVersionString", displayName: "Version", facet: text },
  { id: "67df98f4-9dec-48ff-a553-29bece9c5bf4", name: "Attachments", facet: boolean },
  { id: "503f1caa-358e-4918-9094-4a2cdc4bc034", name: "Edit", facet: none("unknownFutureValue") },
  {
    id: "081c6e4c-5c14-4f20-b23e-1a71ceb6a67c",
    name: "DocIcon",
    displayName: "Type",
    facet: none("unknownFutureValue"),
  },
  {
    id: "b824e17e-a1b3-426e-aecf-f0184d900485",
    name: "ItemChildCount",
    displayName: "Item Child Count",
    facet: lookup,
  },
  {
    id: "960ff01f-2b6d-4f1b-9c3f-e19ad8927341",
    name: "FolderChildCount",
    displayName: "Folder Child Count",
    facet: lookup,
  },
  { id: "6bfaba20-36bf-44b5-a1b2-eb6346d49716", name: "AppAuthor", displayName: "App Created By", facet: lookup },
  { id: "e08400f3-c779-4ed2-a18c-ab7f34caa318", name: "AppEditor", displayName: "App Modified By", facet: lookup },
  {
    id: "3a6b296c-3f50-445c-a13f-9c679ea9dda3",
    name: "ComplianceAssetId",
    displayName: "Compliance Asset Id",
    facet: text,
  },
  {
    id: "d02bae4f-8d51-4b8f-9c0f-1f2b9d2c8a01",
    name: "_ComplianceFlags",
    displayName: "Retention label",
    facet: none("unknownFutureValue"),
    hidden: true,
  },
  {
    id: "d02bae4f-8d51-4b8f-9c0f-1f2b9d2c8a02",
    name: "_ComplianceTag",
    displayName: "Label applied",
    facet: none("unknownFutureValue"),
    hidden: true,
  },
  {
    id: "d02bae4f-8d51-4b8f-9c0f-1f2b9d2c8a03",
    name: "_IsRecord",
    displayName: "Item is a Record",
    facet: none("unknownFutureValue"),
    hidden: true,
  },
];

/** Compared without case: a new column may carry neither such a name nor such a display name (Graph contract 5.2). */
export const takenColumnNames: ReadonlySet<string> = new Set(
  specs.flatMap((spec) => [spec.name.toLowerCase(), (spec.displayName ?? spec.name).toLowerCase()]),
);

export function systemColumns(): Column[] {
  return specs.map((spec) => ({
    id: spec.id,
    name: spec.name,
    displayName: spec.displayName ?? spec.name,
    description: "",
    columnGroup: spec.name.startsWith("_Compliance") ? "_Hidden" : "Custom Columns",
    facet: spec.facet,
    enforceUniqueValues: false,
    indexed: spec.indexed ?? false,
    hidden: spec.hidden ?? false,
    readOnly: spec.name !== "Title",
    required: spec.name === "Title",
    isDeletable: false,
    isSealed: spec.name !== "Title",
    system: spec.name !== "Title",
  }));
}
