import { getReadiness } from "@/lib/features/monitoring/queries";
import { defineMonitor } from "@/lib/monitor";

/** Whether this process can serve people, with reasons: 200 or 503, for load balancers and orchestrators. */
export const GET = defineMonitor({
  name: "monitoring.readiness",
  access: "anyone",
  run: async (context) => {
    const readiness = await getReadiness(context);
    const status = readiness.status === "ready" ? 200 : 503;
    return Response.json(readiness, { status, headers: { "cache-control": "no-store" } });
  },
});
