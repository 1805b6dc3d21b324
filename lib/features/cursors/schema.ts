import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";

export const cursorRef = z.object({ definitionId: z.uuid() });
export type CursorRef = z.output<typeof cursorRef>;

/** Reads what changed by this column; null reads everything each time. */
export const setCursorInput = cursorRef.extend({ columnId: z.uuid("Choose a column.").nullable(), seen });
export type SetCursorInput = z.output<typeof setCursorInput>;
