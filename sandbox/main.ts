import { readOptions } from "./options";
import { startSandbox } from "./start";

/** Entry of the sandbox process: prints one JSON line when ready, ends cleanly on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const options = readOptions(process.env);
  const sandbox = await startSandbox(options);
  console.log(JSON.stringify(sandbox.info));
  let isClosing = false;
  const close = () => {
    if (isClosing) return;
    isClosing = true;
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGINT", close);
  process.on("SIGTERM", close);
  if (options.followStdin) process.stdin.on("end", close).resume();
}

function fail(error: unknown): void {
  const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  const text = error instanceof Error ? error.message : String(error);
  console.error(
    isTaken
      ? `The sandbox cannot start: ${text}. Choose another port or 0 for any.`
      : `The sandbox cannot start: ${text}`,
  );
  process.exit(1);
}

main().catch(fail);
