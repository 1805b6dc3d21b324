import { startDemo } from "./demo";

/** Starts the demo that the stories share; answers what ends it. */
export default async function startStack(): Promise<() => Promise<void>> {
  const { addresses, stop } = await startDemo({ name: "e2e", port: 3700 });
  process.env.E2E_BASE_URL = addresses.app;
  process.env.E2E_SANDBOX_PAGES = addresses.sandboxPages;
  process.env.E2E_SANDBOX_LEVERS = addresses.sandboxLevers;
  return stop;
}
