"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { later, useLater, warming } from "@/components/ui/later";
import type { Limits } from "./limits-dialog";

const dialog = later(() => import("./limits-dialog").then((part) => part.LimitsDialog));

/** Opens the choice of what the application may spend. */
export function LimitsButton({ budget }: { budget: Limits }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const LimitsDialog = useLater(dialog, isOpen, close);
  return (
    <>
      <Button
        size="sm"
        {...warming(dialog)}
        onClick={() => setIsOpen(true)}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
      >
        Limits
      </Button>
      {LimitsDialog && <LimitsDialog budget={budget} close={close} />}
    </>
  );
}
