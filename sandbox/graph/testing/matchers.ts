import { expect } from "vitest";

/** Vitest's own matchers are typed `any`; as `unknown` they fit wherever a value is expected and hide nothing. */
export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const anyText = (): unknown => expect.any(String);
export const containing = (text: string): unknown => expect.stringContaining(text);
