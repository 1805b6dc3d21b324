import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Asker, answer, type Definition } from "./answer";
import type { Context, Role } from "./context";
import { AppError } from "./errors/app-error";

const input = z.object({ name: z.string().min(1), port: z.number().int().max(65_535).optional() });
type Input = typeof input;

function asker(...roles: Role[]): Asker {
  const context: Context = { actor: { kind: "person", userId: "u1", name: "Stella", roles }, requestId: "r1" };
  return { requestId: "r1", context: async () => context };
}

function definition<T>(run: Definition<Input, T>["run"]): Definition<Input, T> {
  return { name: "things.make", input, policy: { name: "things.make", role: "Steward" }, run };
}

const greet = definition(async (context, { name }) => `${context.actor.name} made ${name}`);

describe("answering a request", () => {
  it("runs for a sufficient role and a fitting input", async () => {
    expect(await answer(greet, asker("Admin"), { name: "x" })).toEqual({ ok: true, data: "Stella made x" });
  });

  it("refuses without a session", async () => {
    const nobody: Asker = { requestId: "r1", context: () => Promise.reject(new AppError("not-signed-in")) };
    expect(await answer(greet, nobody, { name: "x" })).toMatchObject({
      ok: false,
      reason: { code: "not-signed-in", requestId: "r1" },
    });
  });

  it("refuses too low a role before it looks at the input, and names the role to ask for", async () => {
    const result = await answer(greet, asker("Viewer"), { wrong: true });
    expect(result).toMatchObject({ ok: false, reason: { code: "not-allowed" } });
    expect(result.ok ? "" : result.reason.remedy).toContain("SyncBridge.Steward");
  });

  it("names each wrong field in words", async () => {
    const result = await answer(greet, asker("Steward"), { name: "", port: 70_000 });
    expect(result).toMatchObject({
      ok: false,
      reason: { code: "input-invalid", fieldErrors: { name: "Fill this in.", port: "Must be at most 65535." } },
    });
  });

  it("says that the whole input is wrong when it has no fields", async () => {
    const result = await answer(greet, asker("Steward"), null);
    expect(result).toMatchObject({ ok: false, reason: { code: "input-invalid", fieldErrors: {} } });
  });

  it("passes a known refusal on, at its field", async () => {
    const taken = definition(() =>
      Promise.reject(new AppError("already-exists", { message: "It exists.", details: { field: "name" } })),
    );
    const result = await answer(taken, asker("Steward"), { name: "x" });
    expect(result).toMatchObject({
      ok: false,
      reason: { code: "already-exists", message: "It exists.", fieldErrors: { name: "It exists." } },
    });
  });

  it("tells nothing of an unexpected error but its reference id", async () => {
    const broken = definition(() => Promise.reject(new Error("password of the database is hunter2")));
    const result = await answer(broken, asker("Steward"), { name: "x" });
    expect(result).toMatchObject({ ok: false, reason: { code: "unexpected", requestId: "r1" } });
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });
});
