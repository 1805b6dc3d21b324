import { searchPolicies } from "@/lib/features/search/policy";
import { search } from "@/lib/features/search/queries";
import { searchInput } from "@/lib/features/search/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({ name: "search", input: searchInput, policy: searchPolicies.read, run: search });
