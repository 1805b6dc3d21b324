#!/usr/bin/env node
// `npx syncbridge …`: what the pages do, from the command line.
import { startCommand } from "./start-command.mjs";

await startCommand("syncbridge");
