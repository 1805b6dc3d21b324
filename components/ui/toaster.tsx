"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Where passing notices appear. Call `toast.success("Saved")` from "sonner"; errors that need reading belong in a Callout. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-90 items-start gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-3 text-base text-ink shadow-lg font-sans",
          title: "font-medium",
          description: "text-ink-muted text-sm",
          success: "[&_[data-icon]]:text-good",
          error: "[&_[data-icon]]:text-failed",
          warning: "[&_[data-icon]]:text-attention",
          info: "[&_[data-icon]]:text-running",
          icon: "mt-0.5",
        },
      }}
    />
  );
}
