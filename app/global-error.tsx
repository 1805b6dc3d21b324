"use client";

import "./globals.css";
import { ErrorView } from "@/components/layout/error-view";

/** Stands in when the root layout itself fails, so it brings its own page. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · SyncBridge</title>
        <main>
          <ErrorView error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
