import "@fontsource-variable/inter/wght.css";
import "@fontsource/ibm-plex-mono/400.css";
import "@fontsource/ibm-plex-mono/500.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { readRowHeight, rowHeightCookie } from "@/components/data-table/row-height";
import { Toaster } from "@/components/ui/toaster";
import { timeZoneCookie, ViewerProvider } from "@/components/ui/viewer";
import { nonceHeader } from "@/lib/auth/request-headers";
import { viewerLocale, viewerTimeZone } from "@/lib/format/viewer";

export const metadata: Metadata = {
  title: { default: "SyncBridge", template: "%s · SyncBridge" },
  description: "Keeps database tables and SharePoint lists in sync.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f9fafb" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1214" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [head, jar] = await Promise.all([headers(), cookies()]);
  return (
    // The theme script sets the class before React looks.
    <html lang="en" data-row-height={readRowHeight(jar.get(rowHeightCookie)?.value)} suppressHydrationWarning>
      <body>
        <ThemeProvider
          attribute="class"
          defaultTheme="system"
          enableSystem
          // An own style of <html> would hold on paper too.
          enableColorScheme={false}
          nonce={head.get(nonceHeader) ?? undefined}
        >
          <ViewerProvider
            locale={viewerLocale(head.get("accept-language"))}
            timeZone={viewerTimeZone(jar.get(timeZoneCookie)?.value)}
          >
            {children}
            <Toaster />
          </ViewerProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
