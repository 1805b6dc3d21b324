import type { Metadata } from "next";
import { LiveRunView } from "@/components/runs/live-run-view";
import { isAllowed } from "@/lib/context";
import { listRunRejections } from "@/lib/features/rejections/queries";
import { runPolicies } from "@/lib/features/runs/policy";
import { getLiveRun, getTimeline } from "@/lib/features/runs/queries";
import { runRef } from "@/lib/features/runs/schema";
import { maySeeValues } from "@/lib/features/values/queries";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params }: { params: Promise<{ runId: string }> }) {
  const ref = readRef(runRef, await params);
  const { live, ...rights } = await loadPage(async (context) => {
    const [run, timeline, rejections, sight] = await Promise.all([
      getLiveRun(context, ref),
      getTimeline(context, ref),
      listRunRejections(context, ref),
      maySeeValues(context, ref),
    ]);
    return {
      live: run,
      timeline,
      rejections,
      maySeeValues: sight,
      maySteer: isAllowed(context.actor, runPolicies.start),
      mayApprove: isAllowed(context.actor, runPolicies.approve),
      mayApproveMassDelete: isAllowed(context.actor, runPolicies.approveMassDelete),
    };
  });
  return <LiveRunView initial={live} {...rights} />;
}
