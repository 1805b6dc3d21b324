import type { Metadata } from "next";
import type { ReactNode } from "react";
import { NewestRunWatch } from "@/components/schedules/newest-run-watch";
import { DefinitionHeader } from "@/components/syncs/definition-header";
import { HaltedCallout } from "@/components/syncs/definition-standing";
import { UnlessSettingUp } from "@/components/syncs/unless-setting-up";
import { isAllowed } from "@/lib/context";
import { countDrift } from "@/lib/features/drift/queries";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { getDefinition } from "@/lib/features/syncs/queries";
import { definitionRef } from "@/lib/features/syncs/schema";
import { maySeeValues } from "@/lib/features/values/queries";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Sync" };

export default async function DefinitionLayout({
  params,
  children,
}: {
  params: Promise<{ definitionId: string }>;
  children: ReactNode;
}) {
  const ref = readRef(definitionRef, await params);
  const { definition, drift, mayDefine, maySee } = await loadPage(async (context) => {
    const [found, counted, sight] = await Promise.all([
      getDefinition(context, ref),
      countDrift(context, { of: "definition", ids: [ref.definitionId] }),
      maySeeValues(context, ref),
    ]);
    const mayDefine = isAllowed(context.actor, syncPolicies.define);
    return { definition: found, drift: counted, maySee: sight, mayDefine };
  });
  return (
    <>
      <UnlessSettingUp>
        <DefinitionHeader definition={definition} drift={drift[0]} mayDefine={mayDefine} maySeeValues={maySee} />
      </UnlessSettingUp>
      {definition.haltedCode !== null && (
        <div className="px-4 pt-5 lg:px-8">
          <div className="mx-auto w-full max-w-table">
            <HaltedCallout definition={definition} />
          </div>
        </div>
      )}
      {children}
      <NewestRunWatch of={ref.definitionId} />
    </>
  );
}
