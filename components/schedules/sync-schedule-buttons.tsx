"use client";

import { CalendarClock } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ScheduleDetails } from "@/lib/features/schedules/types";
import { FullScanForm } from "./full-scan-form";
import { SyncScheduleForm } from "./sync-schedule-form";

interface ButtonProps {
  schedule: Pick<ScheduleDetails, "definitionId" | "cron" | "timeZone" | "fullScanCron">;
}

/** Opens the form of a definition's schedule. */
export function SyncScheduleButton({ schedule }: ButtonProps) {
  const { definitionId, cron, timeZone } = schedule;
  return (
    <FormButton label={cron === null ? "Set a schedule" : "Change schedule"} title="When to run">
      {(close) => <SyncScheduleForm definitionId={definitionId} cron={cron} timeZone={timeZone} close={close} />}
    </FormButton>
  );
}

/** Opens the form of a definition's full scan. */
export function FullScanButton({ schedule }: ButtonProps) {
  const { definitionId, fullScanCron, timeZone } = schedule;
  return (
    <FormButton label="Change full scan" title="When to read everything">
      {(close) => <FullScanForm definitionId={definitionId} cron={fullScanCron} timeZone={timeZone} close={close} />}
    </FormButton>
  );
}

function FormButton({
  label,
  title,
  children,
}: {
  label: string;
  title: string;
  children: (close: () => void) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title={title}
      trigger={<Button icon={<CalendarClock aria-hidden />}>{label}</Button>}
    >
      {children(() => setOpen(false))}
    </Dialog>
  );
}
