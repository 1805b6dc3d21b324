import { env, requireSetting } from "@/lib/env";
import { type Keyring, readKeyring } from "./seal";

/** The keys of this process. Throws `env-invalid` without one. */
export function processKeyring(): Keyring {
  return readKeyring(requireSetting("SYNCBRIDGE_SECRET_KEY"), env().SYNCBRIDGE_OTHER_SECRET_KEYS);
}
