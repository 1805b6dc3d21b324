export type SwitchValue = string | number | boolean;

interface ProbeSwitch {
  /** The row of table (d) in the Graph contract. */
  readonly question: number;
  readonly asked: string;
  /** What each value says of the tenant, or the range that a number lies in. */
  readonly values:
    | readonly (readonly [SwitchValue, string])[]
    | { readonly least: number; readonly most: number; readonly usual: number; readonly unit: string };
}

const yesNo = (no: string, yes: string) =>
  [
    [false, no],
    [true, yes],
  ] as const;
const refused = yesNo("accepted: not enforced", "refused: enforced");

/**
 * What a probe can tell of a tenant: switches of a profile for the stand-in of Graph, by their names there. The first value is what the contract assumes where
 * nobody has asked.
 */
export const probeSwitches = {
  mismatchCode: {
    question: 1,
    asked: "a change with an outdated If-Match",
    values: [
      ["resourceModified", "412 with the code resourceModified"],
      ["notAllowed", "412 with the code notAllowed"],
    ],
  },
  refuseFieldsPatch: {
    question: 2,
    asked: "PATCH …/items/{id}/fields",
    values: yesNo("works", "refused, while PATCH …/items/{id} works"),
  },
  allowCurrencyColumns: {
    question: 4,
    asked: "a new currency column",
    values: yesNo("refused: cannot be created", "created"),
  },
  hyperlinkWrites: {
    question: 5,
    asked: "a value of a hyperlink column, in a new item and as a change",
    values: [
      ["refuse", "refused in both"],
      ["patch", "refused in a new item, accepted as a change"],
      ["both", "accepted in both"],
    ],
  },
  deltaGoneCode: {
    question: 7,
    asked: "a delta with a damaged token",
    values: [
      ["resyncChangesApplyDifferences", "410 with this code"],
      ["resyncChangesUploadDifferences", "410 with this code"],
      ["resyncRequired", "410 with this code"],
      ["resyncApplyDifferences", "410 with this code"],
      ["resyncUploadDifferences", "410 with this code"],
      ["ResyncApplyDifferencesVroomException", "410 with this code"],
      ["syncStateNotFound", "410 with this code"],
      ["syncStateInvalid", "410 with this code"],
    ],
  },
  eTagBraces: {
    question: 10,
    asked: "the eTag of a new item",
    values: yesNo("no braces around its GUID", "braces around its GUID"),
  },
  postDateShift: {
    question: 11,
    asked: "a date in the answer to a new item, beside the date read after it",
    values: yesNo("the same", "moved by the site's offset"),
  },
  enforceRequired: { question: 12, asked: "a new item without a required column", values: refused },
  enforceNumberRange: { question: 12, asked: "a number above the column's maximum", values: refused },
  enforceMaxLength: { question: 12, asked: "a text above the column's own maxLength", values: refused },
  enforceChoices: {
    question: 12,
    asked: "a value that is none of the column's choices",
    values: [
      [true, "refused: enforced"],
      [false, "accepted: not enforced"],
    ],
  },
  enforceValidation: { question: 12, asked: "a value against the column's validation formula", values: refused },
  readOnlyWrites: {
    question: 13,
    asked: "a value for a read-only column",
    values: [
      ["refuse", "refused"],
      ["ignore", "accepted and passed over"],
    ],
  },
  authorWrites: {
    question: 14,
    asked: "a new item with a date of its own in Created",
    values: [
      ["refuse", "refused or passed over"],
      ["accept", "accepted and kept"],
    ],
  },
  lookupIdWrites: {
    question: 15,
    asked: "the id of a lookup, as a number and as text",
    values: [
      ["both", "both accepted"],
      ["number", "accepted as a number only"],
    ],
  },
  duplicateColumn: {
    question: 16,
    asked: "a second column of the same name",
    values: [
      ["refuse", "refused"],
      ["suffix", "created under a name with a number"],
    ],
  },
  duplicateListStatus: {
    question: 16,
    asked: "a second list of the same name",
    values: [
      ["409", "refused with 409"],
      ["400", "refused with 400"],
    ],
  },
  displayNameOnCreate: {
    question: 17,
    asked: "a new column with a display name beside its name",
    values: [
      ["honour", "it has both"],
      ["ignore", "the display name is passed over"],
    ],
  },
  deltaPage: {
    question: 23,
    asked: "a delta without $top",
    values: { least: 1, most: 100000, usual: 200, unit: "items on a page" },
  },
  deltaPageCap: {
    question: 23,
    asked: "a delta with $top=5000",
    values: { least: 1, most: 100000, usual: 1000, unit: "items on a page" },
  },
  numberDigits: {
    question: 24,
    asked: "a number of 17 digits",
    values: { least: 1, most: 17, usual: 15, unit: "digits are kept" },
  },
  firstYear: {
    question: 24,
    asked: "dates of early years",
    values: { least: 1, most: 9999, usual: 1900, unit: "is the first year" },
  },
  lastYear: {
    question: 24,
    asked: "dates of late years",
    values: { least: 1, most: 9999, usual: 8900, unit: "is the last year" },
  },
  uniqueCase: {
    question: 24,
    asked: "the same value in other case in a unique column",
    values: [
      ["ignored", "refused: case makes no difference"],
      ["counts", "accepted: case makes a difference"],
    ],
  },
  noteMaximum: {
    question: 24,
    asked: "long texts in a column of several lines",
    values: { least: 1, most: 1000000, usual: 63999, unit: "characters are kept" },
  },
  uniqueEmpties: {
    question: 25,
    asked: "two items that are empty in a unique column",
    values: [
      ["many", "accepted"],
      ["one", "the second refused"],
    ],
  },
  strictDollar: {
    question: 26,
    asked: "?expand= without its $",
    values: yesNo("accepted", "refused"),
  },
  hiddenColumns: {
    question: 31,
    asked: "a new column with hidden: true",
    values: [
      ["honour", "hidden, and listed when hidden is selected"],
      ["ignore", "not hidden"],
      ["vanish", "listed nowhere"],
    ],
  },
  batchIfMatch: {
    question: 33,
    asked: "an outdated If-Match inside a batch",
    values: [
      ["honour", "refused with 412"],
      ["ignore", "passed over: the change was made"],
    ],
  },
  eTagAfterPatch: {
    question: 34,
    asked: "where the new eTag stands after PATCH …/fields",
    values: [
      ["bodyAndHeader", "in the body and in the header"],
      ["neither", "nowhere"],
    ],
  },
  nullOnCreate: {
    question: 35,
    asked: "null in a new item for a column with a default",
    values: [
      ["empty", "stays empty"],
      ["default", "gets the default"],
    ],
  },
} as const satisfies Readonly<Record<string, ProbeSwitch>>;

export type SwitchName = keyof typeof probeSwitches;

/** What a tenant was found to do: a profile for the stand-in, holding what was decided. */
export type SharePointProfile = Partial<Record<SwitchName, SwitchValue>>;

/** What a value of a switch says, in words; null for one that the switch does not have. */
export function meaningOf(name: SwitchName, value: SwitchValue): string | null {
  const { values }: ProbeSwitch = probeSwitches[name];
  if (!("least" in values)) return values.find(([each]) => each === value)?.[1] ?? null;
  const isInRange = typeof value === "number" && value >= values.least && value <= values.most;
  return isInRange ? `${value} ${values.unit}` : null;
}

/** What the contract assumes of a tenant that was not asked. */
export function usualOf(name: SwitchName): SwitchValue | undefined {
  const { values }: ProbeSwitch = probeSwitches[name];
  return "least" in values ? values.usual : values[0]?.[0];
}

/** Values to try a reader of profiles with: all, or both ends of a range. */
export function valuesOf(name: SwitchName): readonly SwitchValue[] {
  const { values }: ProbeSwitch = probeSwitches[name];
  return "least" in values ? [values.least, values.most] : values.map(([value]) => value);
}

/** Questions of table (d) that one list cannot answer, and why. */
export const unasked: Readonly<Record<number, string>> = {
  3: "needs a list of more than 5,000 items",
  6: "needs a delta token of many days",
  8: "showed for a time only; the client takes both",
  9: "the client never selects on items in a delta",
  18: "needs a site granted by Sites.Selected",
  19: "needs most of the minute's resource units",
  20: "needs an address that Graph can reach",
  21: "needs an address that Graph can reach",
  22: "cannot be brought about",
  27: "needs more than 20,000 items",
  28: "needs a second application",
  29: "needs the time that changes take to show",
  30: "is about the documentation",
  32: "needs a list with content approval, which Graph cannot set",
};
