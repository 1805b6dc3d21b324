import { z } from "zod";

/** Whose runs under way are told. */
export const pulseInput = z.object({ of: z.literal("all") });
