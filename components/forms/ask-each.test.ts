import { describe, expect, it } from "vitest";
import type { ActionResult } from "@/lib/errors/action-result";
import { askEach } from "./ask-each";

const reason = { code: "in-use", title: "t", message: "m", remedy: "r", requestId: "q" } as const;

describe("asking the same of many", () => {
  it("goes on after a refusal and after no answer, and tells which were refused and why", async () => {
    const asked: string[] = [];
    const told: number[] = [];
    const ask = async (row: string): Promise<ActionResult<null>> => {
      asked.push(row);
      if (row === "lost") throw new Error("offline");
      return row === "busy" ? { ok: false, reason } : { ok: true, data: null };
    };
    const refused = await askEach(["a", "busy", "lost", "b"], ask, (count) => told.push(count));
    expect(asked).toEqual(["a", "busy", "lost", "b"]);
    expect(told).toEqual([1, 2, 3, 4]);
    expect(refused.map(({ row, reason: { message } }) => [row, message])).toEqual([
      ["busy", "m"],
      ["lost", "The server did not answer."],
    ]);
  });

  it("asks one after the other, never two at once", async () => {
    let open = 0;
    let most = 0;
    const ask = async (): Promise<ActionResult<null>> => {
      open += 1;
      most = Math.max(most, open);
      await Promise.resolve();
      open -= 1;
      return { ok: true, data: null };
    };
    await askEach([1, 2, 3], ask, () => undefined);
    expect(most).toBe(1);
  });
});
