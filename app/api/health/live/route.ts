import { defineMonitor } from "@/lib/monitor";

/** Whether this process answers at all; it asks nobody else. */
export const GET = defineMonitor({
  name: "monitoring.liveness",
  access: "anyone",
  run: async () => Response.json({ status: "alive" }, { headers: { "cache-control": "no-store" } }),
});
