/** Puts every error of a page, route or action that nobody expected into the log, under the reference that the error page shows. */
export async function onRequestError(error: unknown, request: { path: string; method: string }): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logRequestError } = await import("./instrumentation-node");
  logRequestError(error, request);
}

/** Runs once when a web process starts, before it answers anything. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NEXT_PHASE !== "phase-production-build") {
    const { startWeb } = await import("./instrumentation-node");
    await startWeb();
  }
}
