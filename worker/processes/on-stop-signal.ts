/**
 * Runs `stop` at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once with code 1.
 * The process ends with code 0 when `stop` is done, with 1 when it fails.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let asked = false;
  const heed = (signal: NodeJS.Signals) => {
    if (asked) process.exit(1);
    asked = true;
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`Stopping failed: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, heed);
}
