import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testRowInput } from "@/lib/features/mapping/schema";
import { rowQuestion } from "./schema";

describe("a row that is named by its key", () => {
  it("is the one with these very blanks, and not its neighbour without them", () => {
    const definitionId = randomUUID();
    expect(rowQuestion.parse({ definitionId, key: "abc " }).key).toBe("abc ");
    expect(testRowInput.parse({ definitionId, key: "abc ", through: "published" }).key).toBe("abc ");
    expect(rowQuestion.safeParse({ definitionId, key: "" }).success).toBe(false);
  });
});
