"use client";

import { CalendarClock } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ScheduleForm } from "./schedule-form";

interface ScheduleButtonProps {
  databaseId: string;
  cron: string | null;
  /** Absent where there is no schedule yet: the viewer's own is offered. */
  timeZone: string | undefined;
}

/** Opens the form of a database's schedule. */
export function ScheduleButton({ databaseId, cron, timeZone }: ScheduleButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="When to introspect"
      trigger={
        <Button icon={<CalendarClock aria-hidden />}>{cron === null ? "Set a schedule" : "Change schedule"}</Button>
      }
    >
      <ScheduleForm databaseId={databaseId} cron={cron} timeZone={timeZone} close={() => setOpen(false)} />
    </Dialog>
  );
}
