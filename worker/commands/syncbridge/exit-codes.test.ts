import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { BundleError } from "@/lib/features/bundle/bundle-error";
import { codeOf, exitCodes } from "./exit-codes";

describe("the exit code of what is thrown", () => {
  it("tells a wrong call from a refusal and from a failure", () => {
    expect(codeOf(new AppError("input-invalid"))).toBe(exitCodes.usage);
    expect(codeOf(new AppError("env-invalid"))).toBe(exitCodes.usage);
    expect(codeOf(new AppError("not-found"))).toBe(exitCodes.refused);
    expect(codeOf(new AppError("not-allowed"))).toBe(exitCodes.refused);
    expect(codeOf(new AppError("definition-incomplete"))).toBe(exitCodes.refused);
    expect(codeOf(new SyncError("source-unreachable", { trait: "transient" }))).toBe(exitCodes.failed);
    expect(codeOf(new SyncError("match-needed", { trait: "halt" }))).toBe(exitCodes.refused);
    expect(codeOf(new Error("anything"))).toBe(exitCodes.failed);
  });

  it("tells a file that cannot be read from one that a mutation refused", () => {
    const problem = { line: 1, column: 1, path: "", message: "No.", remedy: "Yes." };
    expect(codeOf(new BundleError("a.yaml", [problem]))).toBe(exitCodes.usage);
    expect(codeOf(new BundleError("a.yaml", [problem], new AppError("already-exists")))).toBe(exitCodes.refused);
    expect(codeOf(new BundleError("a.yaml", [problem], new AppError("input-invalid")))).toBe(exitCodes.usage);
  });

  it("is documented", () => {
    const text = readFileSync(path.resolve(import.meta.dirname, "../../../docs/command-line.md"), "utf8");
    for (const code of Object.values(exitCodes)) expect(text).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
  });
});
