import { z } from "zod";

/** What it means that the metastore stands in another database than before. */
export const moveInput = z.object({ decision: z.enum(["moved", "copy", "restored"]) });
export type MoveInput = z.output<typeof moveInput>;
