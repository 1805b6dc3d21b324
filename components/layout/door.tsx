import type { ReactNode } from "react";
import { ProductMark } from "./product-mark";

/** The page before the shell: signing in, signing out, no role. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="flex w-full max-w-sm flex-col gap-6">
        <div className="flex items-center gap-3">
          <ProductMark className="size-8" />
          <span className="font-semibold text-ink text-lg tracking-tight">SyncBridge</span>
        </div>
        <div className="flex flex-col gap-5 rounded-lg border border-line bg-surface p-6 shadow-sm">
          <h1 className="font-semibold text-ink text-xl">{title}</h1>
          {children}
        </div>
      </div>
    </main>
  );
}
