"use client";

import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import { profileTableAction } from "@/lib/features/tables/actions";
import type { TableProfile } from "@/lib/features/tables/types";
import { ProfileTable } from "./profile-table";
import { useAnswer } from "./use-answer";

/** What the values of each column are like. Looked at only when asked for. */
export function ProfilePanel({ tableId }: { tableId: string }) {
  const [profile, setProfile] = useState<TableProfile | null>(null);
  const { ask, reason, isPending } = useAnswer(profileTableAction, setProfile);
  return (
    <Card
      padding="none"
      title="Column profile"
      description="Looks at 10,000 rows at most, from all over the table where the database can do that, for 15 seconds at most. Of a smaller table these are all rows."
      actions={
        <Button icon={<ChartColumn aria-hidden />} pending={isPending} onClick={() => ask({ tableId })}>
          {profile ? "Profile again" : "Profile columns"}
        </Button>
      }
    >
      <div aria-live="polite">
        {reason && (
          <div className="p-4">
            <FormSummary reason={reason} />
          </div>
        )}
        {!reason && !profile && (
          <p className="px-4 py-8 text-center text-ink-muted">The columns have not been profiled yet.</p>
        )}
        {!reason && profile && (
          <>
            <ProfileTable profile={profile} />
            <p className="border-line-faint border-t px-4 py-2 text-ink-muted text-sm">
              {profile.isWhole ? (
                <>
                  Exact: all <NumberValue value={profile.rows} /> rows were looked at,
                </>
              ) : (
                <>
                  A sample: <NumberValue value={profile.rows} /> rows{" "}
                  {profile.extent === "spread" ? "from all over the table" : "from its beginning"} were looked at,
                </>
              )}{" "}
              by {profile.instanceLabel} at <ExactTime at={profile.takenAt} />.
            </p>
          </>
        )}
      </div>
    </Card>
  );
}
