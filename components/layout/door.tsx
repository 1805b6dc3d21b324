import type { ReactNode } from "react";
import { DoorDrawing } from "./door-drawing";
import { ProductMark } from "./product-mark";

/** The page before the shell: signing in, signing out, no role. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-clip px-4 py-12">
      <DoorDrawing />
      <div className="relative flex w-full max-w-sm flex-col gap-5 rounded-lg border border-line bg-surface p-6 shadow-lg">
        <div className="flex items-center gap-2.5">
          <ProductMark className="size-7" />
          <span className="font-semibold text-base text-ink-muted tracking-tight">SyncBridge</span>
        </div>
        <h1 className="font-semibold text-ink text-xl">{title}</h1>
        {children}
      </div>
    </main>
  );
}
