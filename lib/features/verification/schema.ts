import { z } from "zod";

/** What a test of a connection found, of a database's instance or of SharePoint, as it is stored. */
export const findings = z.array(
  z.object({
    id: z.string(),
    level: z.enum(["ok", "info", "warning", "error"]),
    title: z.string(),
    remedy: z.string().optional(),
  }),
);
export type Findings = z.output<typeof findings>;

export const verification = z.object({ checkedAt: z.coerce.date(), findings });
export type Verification = z.output<typeof verification>;

/** What a test of settings found, signed by the server, so that it can be kept with these very settings when they are stored. */
export const settingsTest = z.object({ checkedAt: z.iso.datetime(), findings, signature: z.string().max(100) });
export type SettingsTest = z.output<typeof settingsTest>;
