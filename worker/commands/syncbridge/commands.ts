import { apply } from "./apply";
import { discover, introspect, provision } from "./catalog-commands";
import { check } from "./check";
import type { Command } from "./command";
import { exportCommand } from "./export";
import { keys } from "./keys";
import { ledger, rejections, status, why } from "./look-commands";
import { match } from "./match";
import { approve, cancel, plan, run } from "./run-commands";

/** By name, in the order in which a new installation needs them. */
export const commands: Readonly<Record<string, Command>> = {
  apply,
  export: exportCommand,
  check,
  introspect,
  discover,
  provision,
  match,
  plan,
  run,
  approve,
  cancel,
  status,
  ledger,
  why,
  rejections,
  keys,
};
