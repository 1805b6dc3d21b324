import { z } from "zod";
import { longestSearch } from "./labels";

export const searchInput = z.object({ q: z.string().trim().max(longestSearch).default("") });
export type SearchInput = z.output<typeof searchInput>;
