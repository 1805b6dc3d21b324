import path from "node:path";
import { defineConfig } from "prisma/config";

const root = import.meta.dirname ?? process.cwd();

// Prisma's command line downloads a native engine before it does anything. `prisma/engine.mjs` answers in its place, so
// that a machine without that download (a company proxy, a build agent) can generate, migrate and diff. Windows cannot
// start a script as a program and keeps Prisma's own engine.
if (process.platform !== "win32") {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(root, "prisma/engine.mjs");
}

export default defineConfig({
  schema: path.join(root, "prisma/schema"),
  migrations: { path: path.join(root, "prisma/migrations") },
  // Not prisma's env(): that throws in `prisma generate`, which needs no database, when the variable is unset.
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://syncbridge:syncbridge@127.0.0.1:54329/syncbridge" },
});
