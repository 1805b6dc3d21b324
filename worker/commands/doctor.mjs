// `npm run doctor`: examines an installation and everything it reaches.
import { startCommand } from "./start-command.mjs";

await startCommand("doctor");
