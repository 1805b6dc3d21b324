import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "Set up a sync" };

export default function SetupLayout({ children }: { children: ReactNode }) {
  return children;
}
