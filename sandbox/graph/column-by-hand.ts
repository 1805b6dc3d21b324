// Graph contract 5.1 to 5.3: what people add in the browser, types that Graph cannot create included.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createColumn, encodeInternalName } from "./columns";
import type { Column, Facet, List } from "./entities";
import { invalidRequest, nameTaken } from "./errors";
import type { Profile } from "./profile";

/** Names made in the browser are cut, if need be in the middle of an escape. */
const CUT_AT = 32;

const byHandFacets = {
  calculated: z
    .strictObject({
      formula: z.string(),
      outputType: z.enum(["boolean", "currency", "dateTime", "number", "text"]).default("text"),
      format: z.string().optional(),
    })
    .transform((members): Facet => ({ kind: "calculated", ...members })),
  term: z
    .strictObject({
      allowMultipleValues: z.boolean().default(false),
      showFullyQualifiedName: z.boolean().default(false),
    })
    .transform((members): Facet => ({ kind: "term", ...members })),
  thumbnail: z.strictObject({}).transform((): Facet => ({ kind: "thumbnail" })),
  /** Graph shows no facet for these. */
  location: z.strictObject({}).transform((): Facet => ({ kind: "none", type: "location" })),
} as const;

const isByHand = (key: string): key is keyof typeof byHandFacets => Object.hasOwn(byHandFacets, key);

/** The column that a person adds, and for managed metadata its hidden companion. */
export function columnsByHand(body: unknown, list: List, itemCount: number, profile: Profile): Column[] {
  const parsed = z.looseObject({ displayName: z.string().min(1).max(255) }).safeParse(body);
  if (!parsed.success) throw invalidRequest();
  const { displayName } = parsed.data;
  const rules: Profile = { ...profile, allowCurrencyColumns: true, displayNameOnCreate: "honour" };
  const kind = Object.keys(parsed.data).find(isByHand);
  if (kind === undefined) {
    const made = createColumn({ ...parsed.data, name: displayName }, list, itemCount, rules);
    return [{ ...made, name: freeName(displayName, list) }];
  }
  const { [kind]: members, ...rest } = parsed.data;
  const facet = byHandFacets[kind].safeParse(members);
  if (!facet.success) throw invalidRequest();
  const plain = createColumn({ ...rest, name: displayName, text: {} }, list, itemCount, rules);
  const column = { ...plain, name: freeName(displayName, list), facet: facet.data, readOnly: kind === "calculated" };
  return kind === "term" ? [column, companion(column)] : [column];
}

function freeName(displayName: string, list: List): string {
  const name = encodeInternalName(displayName).slice(0, CUT_AT);
  if (list.columns.some((column) => column.name.toLowerCase() === name.toLowerCase()))
    throw nameTaken("A column with this name already exists in the list.");
  return name;
}

/** Managed metadata is written through a hidden note beside it (Graph contract 6.2). */
function companion(of: Column): Column {
  const id = randomUUID();
  return {
    ...of,
    id,
    name: id.replaceAll("-", ""),
    displayName: `${of.displayName}_0`,
    columnGroup: "_Hidden",
    hidden: true,
    indexed: false,
    required: false,
    facet: {
      kind: "text",
      allowMultipleLines: true,
      appendChangesToExistingText: false,
      linesForEditing: 0,
      maxLength: 63_999,
      textType: "plain",
    },
    companionOf: of.name,
  };
}
