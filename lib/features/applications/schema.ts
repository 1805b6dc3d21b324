import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";

export const applicationStatus = z.enum(["ACTIVE", "ARCHIVED"]);
export type ApplicationStatus = z.output<typeof applicationStatus>;

/** Text that may be left out: an empty field and an absent one are the same. */
const optionalText = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .nullish()
    .transform((text) => text || null);

export const applicationInput = z.object({
  name: z.string().trim().min(1, "Give the application a name.").max(200),
  ownerTeam: optionalText(200),
  description: optionalText(2_000),
});
export type ApplicationInput = z.output<typeof applicationInput>;

export const applicationRef = z.object({ applicationId: z.uuid() });
export type ApplicationRef = z.output<typeof applicationRef>;

export const updateApplicationInput = applicationRef.extend({ ...applicationInput.shape, seen });
export type UpdateApplicationInput = z.output<typeof updateApplicationInput>;

export const applicationSort = z.enum(["name", "owner", "created"]);

export const applicationFilter = z.object({
  search: z.string().trim().max(200).optional(),
  status: applicationStatus.optional(),
  /** By name where left out. */
  sort: applicationSort.optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ApplicationFilter = z.output<typeof applicationFilter>;
