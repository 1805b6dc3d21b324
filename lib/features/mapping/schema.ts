import { z } from "zod";

export const fitRef = z.object({ definitionId: z.uuid() });
export type FitRef = z.output<typeof fitRef>;
