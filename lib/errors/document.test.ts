import path from "node:path";
import { describe, expect, it } from "vitest";
import { type ErrorCode, errorCodes } from "./codes";
import { graphCodes } from "./graph-codes";
import { installationCodes } from "./installation-codes";
import { rejectionCodes } from "./rejection-codes";
import { requestCodes } from "./request-codes";
import { runCodes } from "./run-codes";
import { sourceCodes } from "./source-codes";

/** `docs/errors.md` is written from the registry: `npx vitest run --project unit lib/errors -u` renews it. */
function documentErrors(): string {
  const entries = (Object.keys(errorCodes) as ErrorCode[]).toSorted().map((code) => {
    const { title, cause, remedy } = errorCodes[code];
    return `## ${code}\n\n**${title}** ${cause}\n\n*What to do:* ${remedy}\n`;
  });
  const head =
    "# Errors\n\nEvery error a person can meet, by its code. Made from `lib/errors/codes.ts`; do not edit by hand.\n";
  return [head, ...entries].join("\n");
}

describe("the registry of errors", () => {
  it("is documented as it stands", async () => {
    await expect(documentErrors()).toMatchFileSnapshot(path.resolve(import.meta.dirname, "../../docs/errors.md"));
  });

  it("has each code once", () => {
    const domains = [installationCodes, requestCodes, sourceCodes, graphCodes, runCodes, rejectionCodes];
    expect(domains.flatMap(Object.keys).toSorted()).toEqual(Object.keys(errorCodes).toSorted());
  });

  it("says cause and remedy in whole sentences", () => {
    for (const [code, entry] of Object.entries(errorCodes)) {
      for (const text of [entry.title, entry.cause, entry.remedy]) expect(text, code).toMatch(/^[A-Z“].*[.]$/s);
    }
  });
});
