import { describe, expect, it } from "vitest";
import { z } from "zod";
import { speakPlainly } from "./field-messages";

speakPlainly();

describe("what a form says about a value", () => {
  it.each([
    [z.string(), undefined, "Fill this in."],
    [z.string().min(1), "", "Fill this in."],
    [z.string().min(3), "ab", "Use at least 3 characters."],
    [z.string().max(2), "abc", "Use at most 2 characters."],
    [z.number(), Number.NaN, "Enter a number."],
    [z.number(), undefined, "Fill this in."],
    [z.int(), 1.5, "Enter a whole number."],
    [z.number().min(1), 0, "Must be at least 1."],
    [z.array(z.string()).min(1), [], "Choose at least 1."],
    [z.email(), "x", "Enter an e-mail address."],
    [z.url(), "x", "Enter a full address, such as https://example.com."],
    [z.enum(["a", "b"]), "", "Choose one."],
    [z.enum(["a", "b"]), "c", "Choose one of the options."],
    [z.string().regex(/^\d+$/), "x", "This does not have the right form."],
  ])("case %#", (schema, value, message) => expect(schema.safeParse(value).error?.issues[0]?.message).toBe(message));

  it("leaves a schema its own words", () =>
    expect(z.string().min(1, "Give it a name.").safeParse("").error?.issues[0]?.message).toBe("Give it a name."));
});
