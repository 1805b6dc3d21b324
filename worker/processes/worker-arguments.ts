import path from "node:path";

/**
 * How Node starts a worker; `npm run worker` in package.json says the same. A run streams rows through and keeps none: a small young
 * generation gives their memory back at once instead of letting it pile up, and the bound is far above what a worker needs. Prisma's
 * WebAssembly is compiled function by function as it is needed, one at a time: compiling all of it at once costs some 40 MiB for nothing.
 */
export function workerArguments(): readonly string[] {
  return [
    "--enable-source-maps",
    "--wasm-lazy-compilation",
    "--wasm-num-compilation-tasks=1",
    "--max-semi-space-size=8",
    "--max-old-space-size=512",
    path.resolve("dist/worker.mjs"),
  ];
}

/**
 * What a worker's environment holds besides its settings. glibc gives each of Node's threads an arena of its own and gives little of it back: one for
 * all takes some 30 MiB less. https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
 */
export const workerMemory = { MALLOC_ARENA_MAX: "1" } as const;
