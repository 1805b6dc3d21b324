import { z } from "zod";

/**
 * What a person saw when they chose something else: the stored values by the names of the input. Where one of them is another by now, nothing is
 * stored and the person is told. Left out by programs, whose file or command says all that is wanted.
 */
export const seen = z.record(z.string(), z.unknown()).optional();
export type Seen = z.output<typeof seen>;
