"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { later, useLater, warming } from "@/components/ui/later";

const dialog = later(() => import("./time-zone-dialog").then((part) => part.TimeZoneDialog));

/** Opens the choice of the site's time zone. */
export function TimeZoneButton({ siteId, timeZone }: { siteId: string; timeZone: string | null }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const TimeZoneDialog = useLater(dialog, isOpen, close);
  return (
    <>
      <Button
        size="sm"
        variant="quiet"
        {...warming(dialog)}
        onClick={() => setIsOpen(true)}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
      >
        {timeZone === null ? "Set" : "Change"}
        <span className="sr-only"> the time zone</span>
      </Button>
      {TimeZoneDialog && <TimeZoneDialog siteId={siteId} timeZone={timeZone} close={close} />}
    </>
  );
}
