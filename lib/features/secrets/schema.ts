import { z } from "zod";

/** What a person enters and this installation keeps sealed. */
export const secretKind = z.enum(["password", "client-secret", "certificate"]);
export type SecretKind = z.output<typeof secretKind>;

/** The key that the person saw as the current one: of web processes with different settings one must not seal under another's. */
export const resealInput = z.object({ keyId: z.string().min(1).max(20) });
export type ResealInput = z.output<typeof resealInput>;
