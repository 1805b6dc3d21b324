import { rejectionPolicies } from "@/lib/features/rejections/policy";
import { listRunRejections } from "@/lib/features/rejections/queries";
import { runRef } from "@/lib/features/runs/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({
  name: "rejections.of-run",
  input: runRef,
  policy: rejectionPolicies.read,
  run: listRunRejections,
});
