import { metricsText } from "@/lib/features/monitoring/metrics-text";
import { getMeasures } from "@/lib/features/monitoring/queries";
import { defineMonitor } from "@/lib/monitor";

/** Prometheus' text format. */
export const GET = defineMonitor({
  name: "monitoring.metrics",
  access: "token",
  run: async (context) =>
    new Response(await metricsText(await getMeasures(context)), {
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
    }),
});
