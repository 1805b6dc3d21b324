import { z } from "zod";

/**
 * Every decision of Graph contract table (d) that the sandbox takes, as a switch with the contract's default.
 * The number in each description is the row of that table. Set through the levers or the file named by SANDBOX_PROFILE.
 */
export const profileSchema = z.strictObject({
  mismatchCode: z.enum(["resourceModified", "notAllowed"]).default("resourceModified").describe("1"),
  refuseFieldsPatch: z.boolean().default(false).describe("2: PATCH …/fields answers 400"),
  viewThresholdForm: z.enum(["422", "429"]).default("422").describe("3"),
  allowCurrencyColumns: z.boolean().default(false).describe("4"),
  hyperlinkWrites: z.enum(["refuse", "patch", "both"]).default("refuse").describe("5"),
  deltaTokenDays: z.number().positive().default(30).describe("6"),
  deltaGoneCode: z
    .enum(["resyncChangesApplyDifferences", "resyncChangesUploadDifferences", "resyncRequired", "syncStateNotFound"])
    .default("resyncChangesApplyDifferences")
    .describe("7"),
  selectDropsDeleted: z.boolean().default(false).describe("9"),
  eTagBraces: z.boolean().default(false).describe("10"),
  postDateShift: z.boolean().default(false).describe("11: dates in a 201 are moved by the site's offset"),
  enforceRequired: z.boolean().default(false).describe("12"),
  enforceNumberRange: z.boolean().default(false).describe("12"),
  enforceMaxLength: z.boolean().default(false).describe("12: a column's own maxLength below 255"),
  enforceChoices: z.boolean().default(true).describe("12"),
  readOnlyWrites: z.enum(["refuse", "ignore"]).default("refuse").describe("13, 14"),
  lookupIdWrites: z.enum(["both", "number"]).default("both").describe("15"),
  duplicateColumn: z.enum(["refuse", "suffix"]).default("refuse").describe("16"),
  displayNameOnCreate: z.enum(["honour", "ignore"]).default("honour").describe("17"),
  selectedManageRoles: z.array(z.string()).default(["fullcontrol", "owner"]).describe("18"),
  rateLimitHeadersFrom: z.number().min(0).max(1.01).default(0.8).describe("19: share of the minute's units"),
  deltaPage: z.number().int().positive().default(200).describe("23"),
  deltaPageCap: z.number().int().positive().default(1000).describe("23"),
  numberDigits: z.number().int().min(1).max(17).default(15).describe("24"),
  noteMaximum: z.number().int().positive().default(63_999).describe("24"),
  uniqueEmpties: z.enum(["many", "one"]).default("many").describe("25"),
  strictDollar: z.boolean().default(false).describe("26"),
  hiddenColumns: z.enum(["honour", "ignore", "vanish"]).default("honour").describe("31"),
  batchIfMatch: z.enum(["honour", "ignore"]).default("honour").describe("33"),
  eTagAfterPatch: z.enum(["bodyAndHeader", "neither"]).default("bodyAndHeader").describe("34"),
  nullOnCreate: z.enum(["empty", "default"]).default("empty").describe("35"),
  noRolesAnswer: z.enum(["401", "403"]).default("403").describe("contract 1.2: app-only token without roles"),
  tokenSeconds: z.number().int().min(1).default(3599).describe("contract 2.1: life of an access token"),
  shuffleBatch: z.boolean().default(true).describe("contract 8: answers in any order"),
  emptyPageEvery: z.number().int().min(0).default(0).describe("contract 1.3: every nth page holds no item; 0 = never"),
});

export type Profile = z.infer<typeof profileSchema>;

export const defaultProfile = (): Profile => profileSchema.parse({});
