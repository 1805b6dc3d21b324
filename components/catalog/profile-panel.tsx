"use client";

import { ChartColumn } from "lucide-react";
import { useState } from "react";
import { FormSummary } from "@/components/forms/form-summary";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import { Select } from "@/components/ui/select";
import { profileColumnAction, profileTableAction } from "@/lib/features/tables/actions";
import type { TableProfile } from "@/lib/features/tables/types";
import { ProfileTable } from "./profile-table";
import { useAnswer } from "./use-answer";

interface ProfilePanelProps {
  tableId: string;
  columns: readonly { readonly id: string; readonly columnName: string }[];
}

/** What the values of each column are like. Looked at only when asked for. */
export function ProfilePanel({ tableId, columns }: ProfilePanelProps) {
  const [profile, setProfile] = useState<TableProfile | null>(null);
  const [columnId, setColumnId] = useState("");
  const all = useAnswer(profileTableAction, setProfile);
  const one = useAnswer(profileColumnAction, setProfile);
  const { reason } = columnId === "" ? all : one;
  const ask = () => (columnId === "" ? all.ask({ tableId }) : one.ask({ tableId, columnId }));
  return (
    <Card
      padding="none"
      title="Column profile"
      description="Looks at 10,000 rows at most, from all over the table where the database can do that, for 15 seconds at most. Of a smaller table these are all rows."
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <Select aria-label="Which columns" value={columnId} onChange={(event) => setColumnId(event.target.value)}>
            <option value="">all columns</option>
            {columns.map(({ id, columnName }) => (
              <option key={id} value={id}>
                {columnName}
              </option>
            ))}
          </Select>
          <Button icon={<ChartColumn aria-hidden />} pending={all.isPending || one.isPending} onClick={ask}>
            {profile ? "Profile again" : "Profile columns"}
          </Button>
        </div>
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
