import { z } from "zod";

/**
 * Every decision of Graph contract table (d) that the sandbox takes, as a switch with the contract's default, and what tenants do
 * differently elsewhere in it. The number in each description is the row of that table. Set through the levers, or by `profile.json`
 * in the data directory, which holds the switches to change and is read at the first start and at each reset.
 */
const tenant = {
  mismatchCode: z
    .enum(["resourceModified", "notAllowed"])
    .default("resourceModified")
    .describe("1: code of a 412 on an item"),
  refuseFieldsPatch: z.boolean().default(false).describe("2: PATCH …/fields answers 400"),
  viewThresholdForm: z.enum(["422", "429"]).default("422").describe("3: status of a query over the view threshold"),
  allowCurrencyColumns: z.boolean().default(false).describe("4: currency columns can be created"),
  hyperlinkWrites: z
    .enum(["refuse", "patch", "both"])
    .default("refuse")
    .describe("5: refuse, patch (only changes) or both"),
  eTagBraces: z.boolean().default(false).describe("10: braces around the GUID"),
  postDateShift: z.boolean().default(false).describe("11: dates in a 201 are moved by the site's offset"),
  enforceRequired: z.boolean().default(false).describe("12: required columns must be filled"),
  enforceNumberRange: z.boolean().default(false).describe("12: minimum and maximum of numbers"),
  enforceMaxLength: z.boolean().default(false).describe("12: a column's own maxLength below 255"),
  enforceChoices: z.boolean().default(true).describe("12: only choices of the column"),
  enforceValidation: z.boolean().default(false).describe("12: formulas of the form =[Column]>0"),
  readOnlyWrites: z
    .enum(["refuse", "ignore"])
    .default("refuse")
    .describe("13: refuse or ignore a value for a read-only column"),
  authorWrites: z.enum(["refuse", "accept"]).default("refuse").describe("14: Created, AuthorLookupId and their like"),
  lookupIdWrites: z.enum(["both", "number"]).default("both").describe("15: ids as text too (both), or as number only"),
  duplicateColumn: z
    .enum(["refuse", "suffix"])
    .default("refuse")
    .describe("16: refuse a taken name, or number it (suffix)"),
  duplicateListStatus: z.enum(["409", "400"]).default("409").describe("16: answer to a taken list name"),
  displayNameOnCreate: z.enum(["honour", "ignore"]).default("honour").describe("17: honour or ignore it"),
  selectedManageRoles: z
    .array(z.string())
    .default(["fullcontrol", "owner"])
    .describe("18: roles of Sites.Selected that may create lists and columns"),
  numberDigits: z.number().int().min(1).max(17).default(15).describe("24: digits a number keeps"),
  firstYear: z.number().int().min(1).default(1900).describe("24: of dates"),
  lastYear: z.number().int().max(9999).default(8900).describe("24: of dates"),
  uniqueCase: z
    .enum(["ignored", "counts"])
    .default("ignored")
    .describe("24: case ignored or counts in a unique column"),
  noteMaximum: z.number().int().positive().default(63_999).describe("24: characters of a note"),
  uniqueEmpties: z
    .enum(["many", "one"])
    .default("many")
    .describe("25: many or one item may be empty in a unique column"),
  strictDollar: z.boolean().default(false).describe("26: query options without $ answer 400"),
  viewThreshold: z.number().int().positive().default(5_000).describe("27: items (contract 6.4 and 12)"),
  indexChangeMaximum: z.number().int().positive().default(20_000).describe("27: items above which no index changes"),
  rowBytes: z.number().int().positive().default(7_700).describe("27: that the columns of a list may take"),
  hiddenColumns: z
    .enum(["honour", "ignore", "vanish"])
    .default("honour")
    .describe("31: honour, ignore the wish, or vanish from every listing"),
  uniqueWithApproval: z
    .enum(["allow", "refuse"])
    .default("allow")
    .describe("32: unique columns beside content approval"),
  batchIfMatch: z.enum(["honour", "ignore"]).default("honour").describe("33: honour or ignore If-Match inside a batch"),
  eTagAfterPatch: z
    .enum(["bodyAndHeader", "neither"])
    .default("bodyAndHeader")
    .describe("34: where the new eTag stands"),
  nullOnCreate: z
    .enum(["empty", "default"])
    .default("empty")
    .describe("35: null for a column with a default: empty, or the default"),
};

const delta = {
  deltaTokenDays: z.number().positive().default(30).describe("6: life of a delta token"),
  deltaGoneCode: z
    .enum([
      "resyncChangesApplyDifferences",
      "resyncChangesUploadDifferences",
      "resyncRequired",
      "resyncApplyDifferences",
      "resyncUploadDifferences",
      "ResyncApplyDifferencesVroomException",
      "syncStateNotFound",
      "syncStateInvalid",
    ])
    .default("resyncChangesApplyDifferences")
    .describe("7: code of a 410"),
  deltaGoneLocation: z
    .enum(["usable", "broken", "absent"])
    .default("usable")
    .describe("7: where a 410 leads; a broken one answers 500"),
  deltaBrokenDeletes: z
    .enum(["off", "cut", "element"])
    .default("off")
    .describe("8: a page with a deletion ends in an error, cut off or whole"),
  selectDropsDeleted: z.boolean().default(false).describe("9: $select loses the deletion marker"),
  deltaPage: z.number().int().positive().default(200).describe("23: changes on a page"),
  deltaPageCap: z.number().int().positive().default(1000).describe("23: most that $top can ask for"),
  schemaChangesInDelta: z.boolean().default(false).describe("29: a change of columns tells every item"),
  deltaShuffle: z.boolean().default(false).describe("contract 7.2: no order is promised"),
  deltaRepeat: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe("contract 7.2: share of changes told twice, first as before"),
  deltaReplay: z.number().int().min(0).default(0).describe("contract 7.2: changes before the token told again"),
  deltaForgetsShortLived: z
    .boolean()
    .default(false)
    .describe("contract 7.2: an item made and deleted between two calls is not told at all"),
  deltaLagSeconds: z.number().min(0).default(0).describe("contract 7.2: changes younger than this are not told yet"),
};

const calls = {
  rateLimitHeadersFrom: z
    .number()
    .min(0)
    .max(1.01)
    .default(0.8)
    .describe("19: share of the minute's units; 1.01 = never"),
  throttleCode: z
    .enum(["TooManyRequests", "activityLimitReached", "throttledRequest"])
    .default("TooManyRequests")
    .describe("contract 1.2 and 11: code of a 429"),
  retryAfter: z.enum(["send", "leaveOut"]).default("send").describe("contract 11: some answers carry none"),
  blockAfterRefusals: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe("contract 11: refusals in a row after which all is 503; 0 = never"),
  noRolesAnswer: z.enum(["401", "403"]).default("403").describe("contract 1.2: app-only token without roles"),
  innerErrorName: z
    .enum(["innerError", "innererror"])
    .default("innerError")
    .describe("contract 1.2: spelling in error bodies"),
  tokenSeconds: z.number().int().min(1).default(3599).describe("contract 2.1: life of an access token"),
  listsPage: z.number().int().positive().default(200).describe("contract 4.1: lists of a site on one page"),
  searchLagSeconds: z.number().min(0).default(0).describe("contract 3.2: new sites are found late"),
  orderBy: z.enum(["honour", "ignore"]).default("honour").describe("contract 6.4: often ignored"),
  conflictMs: z
    .number()
    .min(0)
    .default(0)
    .describe("contract 6.5: a write without If-Match so soon after another's is 409"),
  versionTimeShift: z.boolean().default(false).describe("contract 6.7: times of versions moved by the site's offset"),
  shuffleBatch: z.boolean().default(true).describe("contract 8: answers in any order"),
  emptyPageEvery: z.number().int().min(0).default(0).describe("contract 1.3: every nth page holds no item; 0 = never"),
};

const subscriptions = {
  sameResourceSubscription: z
    .enum(["allow", "refuse"])
    .default("allow")
    .describe("20: a second subscription to a list"),
  notificationData: z.enum(["type", "typeAndId", "none"]).default("type").describe("21: what resourceData holds"),
  subscriptionNeeds: z.enum(["write", "read"]).default("write").describe("28: permission that a subscription needs"),
  plainHttpNotifications: z
    .boolean()
    .default(false)
    .describe("contract 9.1 demands https; for receivers on this machine"),
  handshakeSeconds: z.number().positive().default(10).describe("contract 9.1: time a receiver has to answer"),
  notificationDelayMs: z.number().min(0).default(500).describe("contract 9.3: minutes on the service"),
  notificationRetrySeconds: z
    .number()
    .positive()
    .default(1)
    .describe("contract 9.3: first wait; doubles, up to 4 hours in all"),
};

export const profileSchema = z.strictObject({ ...tenant, ...delta, ...calls, ...subscriptions });

export type Profile = z.infer<typeof profileSchema>;

export const defaultProfile = (): Profile => profileSchema.parse({});

/** What differs from the defaults: what a page shows and a profile file holds. */
export function changedSwitches(profile: Profile): Partial<Profile> {
  const usual: Record<string, unknown> = defaultProfile();
  return Object.fromEntries(
    Object.entries(profile).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name])),
  );
}
