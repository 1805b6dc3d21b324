// `npm run introspect -- --url …`: prints the catalog of a database.
import { startCommand } from "./start-command.mjs";

await startCommand("introspect");
