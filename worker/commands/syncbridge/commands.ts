import { apply } from "./apply";
import type { Command } from "./command";

/** By name, in the order in which a new installation needs them. */
export const commands: Readonly<Record<string, Command>> = { apply };
