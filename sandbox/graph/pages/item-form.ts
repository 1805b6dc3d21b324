import { html, raw } from "hono/html";
import { isMultiple } from "../columns";
import type { Column, FieldValues, JsonObject, Site } from "../entities";
import { guidOf, USER_LIST } from "../seed";
import type { Store } from "../store";
import { localDay } from "../time-zone";
import { personName } from "./cell";
import type { Html } from "./layout";

/** Columns a person can fill in on these pages; the rest is shown only. */
export const isEditable = (column: Column) =>
  !column.readOnly &&
  !["lookup", "calculated", "term", "thumbnail", "none"].includes(column.facet.kind) &&
  !isMultiplePerson(column);

const isMultiplePerson = (column: Column) => column.facet.kind === "personOrGroup" && isMultiple(column.facet);

const inputName = (column: Column) => `field.${column.name}`;

/** A cell as text of its form control; several choices are separated by line breaks. */
function formValue(column: Column, values: FieldValues, site: Site): string {
  const value = values[column.name];
  if (value === undefined) return "";
  if (column.facet.kind === "dateTime" && typeof value === "string")
    return column.facet.format === "dateOnly" ? localDay(new Date(value), site.timeZone) : value.slice(0, 19);
  if (Array.isArray(value)) return value.join("\n");
  if (typeof value === "object") return value.Url;
  return String(value);
}

export function formFields(store: Store, site: Site, columns: Column[], values: FieldValues): Html {
  return html`${columns.filter(isEditable).map((column) => formField(store, site, column, formValue(column, values, site)))}`;
}

function formField(store: Store, site: Site, column: Column, value: string): Html {
  const { facet, displayName } = column;
  const name = inputName(column);
  const labelled = (control: Html) => html`<div><label for="${name}">${displayName}</label>${control}</div>`;
  const select = (options: [string, string][]) =>
    labelled(
      html`<select id="${name}" name="${name}"><option value="">Empty</option>${options.map(
        ([option, label]) =>
          html`<option value="${option}" ${option === value ? raw("selected") : ""}>${label}</option>`,
      )}</select>`,
    );
  const input = (type: string, step?: string) =>
    labelled(
      html`<input id="${name}" name="${name}" type="${type}" value="${value}" ${step ? raw(`step="${step}"`) : ""}>`,
    );
  if (facet.kind === "boolean")
    return select([
      ["true", "Yes"],
      ["false", "No"],
    ]);
  if (facet.kind === "choice" && isMultiple(facet)) return checkBoxes(column, facet.choices, value);
  if (facet.kind === "choice") return select(facet.choices.map((choice) => [choice, choice]));
  if (facet.kind === "personOrGroup")
    return select(peopleRows(store, site).map((row) => [String(row), personName(store, site.id, row)]));
  if (facet.kind === "number" || facet.kind === "currency") return input("number", "any");
  if (facet.kind === "dateTime") return facet.format === "dateOnly" ? input("date") : input("datetime-local", "1");
  if (facet.kind === "text" && facet.allowMultipleLines)
    return labelled(html`<textarea id="${name}" name="${name}">${value}</textarea>`);
  return input(facet.kind === "hyperlinkOrPicture" ? "url" : "text");
}

function checkBoxes(column: Column, choices: string[], value: string): Html {
  const chosen = value.split("\n");
  return html`<fieldset><legend>${column.displayName}</legend>${choices.map(
    (choice) =>
      html`<label><input type="checkbox" name="${inputName(column)}" value="${choice}" ${chosen.includes(choice) ? raw("checked") : ""}> ${choice}</label>`,
  )}</fieldset>`;
}

/** Rows of the site's people, without the system's own. */
function peopleRows(store: Store, site: Site): number[] {
  const rows = store.lists.get(guidOf(`list:${site.id}:${USER_LIST}`))?.items.values() ?? [];
  return [...rows].filter((row) => row.values.EMail !== undefined).map((row) => row.id);
}

export function personSelect(store: Store, site: Site): Html {
  const rows = peopleRows(store, site);
  return html`<div><label for="as">Write as</label><select id="as" name="as">${(rows.length > 0 ? rows : [1]).map(
    (row) => html`<option value="${row}">${personName(store, site.id, row)}</option>`,
  )}</select></div>`;
}

/** What a sent form changes, in the shape that Graph takes; controls left as they were are not written. */
export function readForm(form: FormData, columns: Column[], values: FieldValues, site: Site): JsonObject {
  const fields: JsonObject = {};
  for (const column of columns.filter(isEditable)) {
    const sent = form.getAll(inputName(column)).map((part) => String(part).replaceAll("\r\n", "\n"));
    const text = sent.join("\n");
    if (text === formValue(column, values, site)) continue;
    const { facet, name } = column;
    if (facet.kind === "choice" && isMultiple(facet)) {
      fields[`${name}@odata.type`] = "Collection(Edm.String)";
      fields[name] = sent.filter(Boolean);
    } else if (facet.kind === "personOrGroup") fields[`${name}LookupId`] = text === "" ? null : Number(text);
    else if (text === "") fields[name] = null;
    else if (facet.kind === "number" || facet.kind === "currency") fields[name] = Number(text);
    else if (facet.kind === "boolean") fields[name] = text === "true";
    else if (facet.kind === "dateTime")
      fields[name] = facet.format === "dateOnly" ? text : `${text.length === 16 ? `${text}:00` : text}Z`;
    else if (facet.kind === "hyperlinkOrPicture") fields[name] = { Url: text, Description: text };
    else fields[name] = text;
  }
  return fields;
}
