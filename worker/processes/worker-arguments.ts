import path from "node:path";

/**
 * How Node starts a worker; `npm run worker` in package.json says the same. A run streams rows through and keeps none: a small young
 * generation gives their memory back at once instead of letting it pile up, and the bound is far above what a worker needs. Prisma's
 * WebAssembly is compiled once and not optimised: that alone saves some 50 MiB, and its statements take no longer.
 */
export function workerArguments(): readonly string[] {
  return [
    "--enable-source-maps",
    "--liftoff-only",
    "--max-semi-space-size=4",
    "--max-old-space-size=512",
    path.resolve("dist/worker.mjs"),
  ];
}
