import { z } from "zod";

/** Whether a database, an instance, a connection or a site takes part; one that is disabled keeps what is known of it. */
export const activationStatus = z.enum(["ACTIVE", "DISABLED"]);
export type ActivationStatus = z.output<typeof activationStatus>;
