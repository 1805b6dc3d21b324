"use client";

import { EyeOff } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { IntrospectionRow } from "@/lib/features/databases/types";
import { plural } from "@/lib/format/plural";
import { FindingList } from "./finding-list";
import { NotSet } from "./not-set";

/** What exists in the database and may not be seen by its user: how much, and on a press what, with remedies. */
export function HiddenObjects({ run: { stats, instanceLabel } }: { run: IntrospectionRow }) {
  const hidden = stats.hidden ?? [];
  if (hidden.length === 0) return <NotSet word="nothing hidden" />;
  return (
    <Dialog
      title="What could not be seen"
      description={`The user of “${instanceLabel}” lacks the right to look at it; the rest of the catalog is complete.`}
      trigger={
        <Button variant="quiet" size="sm" icon={<EyeOff aria-hidden />}>
          {plural(hidden.length, "note")}
        </Button>
      }
    >
      <FindingList findings={hidden} label="What could not be seen" />
    </Dialog>
  );
}
