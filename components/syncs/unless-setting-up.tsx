"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";

/** The head that all pages of a definition share; the guided set-up has its own, with its steps in place of the tabs. */
export function UnlessSettingUp({ children }: { children: ReactNode }) {
  return useSelectedLayoutSegment() === "setup" ? null : children;
}
