import { z } from "zod";

export const searchInput = z.object({ q: z.string().trim().max(200).default("") });
export type SearchInput = z.output<typeof searchInput>;
