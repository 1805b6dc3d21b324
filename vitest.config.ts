import path from "node:path";
import { defineConfig } from "vitest/config";

// Far from UTC and with a quarter of an hour in it: what depends on the machine's zone fails here first.
process.env.TZ = "Asia/Kathmandu";

const root = import.meta.dirname;
const elsewhere = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.data/**"];

export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    // What is awaited comes late on a busy machine; limits are there to end what hangs, and prove nothing.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          sequence: { groupOrder: 1 },
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, "**/*.int.test.ts"],
          // Properties are tried on hundreds of values, also where a busy machine lends them little time.
          testTimeout: 20_000,
          setupFiles: [path.join(root, "e2e/support/fail-on-console-error.ts")],
        },
      },
      {
        extends: true,
        test: {
          name: "int",
          sequence: { groupOrder: 2 },
          include: ["**/*.int.test.ts"],
          exclude: elsewhere,
          setupFiles: [path.join(root, "e2e/support/fail-on-console-error.ts")],
          globalSetup: [path.join(root, "e2e/support/trust-sandbox.ts"), path.join(root, "e2e/support/int-setup.ts")],
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
