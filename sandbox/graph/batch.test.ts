import { describe, expect, it } from "vitest";
import { readBatch } from "./batch";

const entry = (id: string, more: object = {}) => ({ id, method: "GET", url: "/sites/root", ...more });

describe("readBatch", () => {
  it("takes twenty entries and refuses twenty-one (Graph contract 8)", () => {
    const entries = Array.from({ length: 20 }, (_, at) => entry(String(at)));
    expect(readBatch({ requests: entries })).toHaveLength(20);
    expect(() => readBatch({ requests: [...entries, entry("20")] })).toThrow(
      expect.objectContaining({ status: 400, code: "MaximumValueExceeded" }),
    );
  });

  it.each([
    ["no requests", {}],
    ["an empty batch", { requests: [] }],
    ["an entry without a url", { requests: [{ id: "1", method: "GET" }] }],
    ["an unknown method", { requests: [entry("1", { method: "HEAD" })] }],
    ["ids that differ only in case", { requests: [entry("a"), entry("A")] }],
    ["a body without its type", { requests: [entry("1", { method: "POST", body: {} })] }],
    ["an unknown dependency", { requests: [entry("1", { dependsOn: ["2"] })] }],
    ["a ring of dependencies", { requests: [entry("1", { dependsOn: ["2"] }), entry("2", { dependsOn: ["1"] })] }],
  ])("refuses %s whole", (_, body) => {
    expect(() => readBatch(body)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it("puts what others depend on first", () => {
    const requests = [entry("3", { dependsOn: ["2"] }), entry("2", { dependsOn: ["1"] }), entry("1")];
    expect(readBatch({ requests }).map((each) => each.id)).toEqual(["1", "2", "3"]);
  });

  it("finds the type header in any case", () => {
    const requests = [entry("1", { method: "POST", body: {}, headers: { "content-type": "application/json" } })];
    expect(readBatch({ requests })).toHaveLength(1);
  });
});
