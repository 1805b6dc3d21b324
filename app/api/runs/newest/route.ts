import { schedulePolicies } from "@/lib/features/schedules/policy";
import { getNewestRun } from "@/lib/features/schedules/queries";
import { newestRunInput } from "@/lib/features/schedules/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({
  name: "schedules.newest-run",
  input: newestRunInput,
  policy: schedulePolicies.read,
  run: getNewestRun,
});
