import { describe, expect, it } from "vitest";
import { Prisma } from "./generated/client";
import { byEnum, byId, byMoment, byNumber, byText, orderedBy, toPlacedPage } from "./ordering";
import { encodeCursor } from "./page";

const id = "5ab0c0de-5c4c-4000-8000-000000000003";
const order = orderedBy([byText(Prisma.sql`name`), byId(Prisma.sql`id`)]);

describe("an order of several parts", () => {
  it("goes on behind a row by a comparison of all parts at once", () => {
    const { sql, values } = order.after(encodeCursor(["Zürich", id]));
    expect(sql).toBe("(name,id) > (?::text,?::uuid)");
    expect(values).toEqual(["Zürich", id]);
    expect(order.by.sql).toBe("name ASC,id ASC");
  });

  it("is turned as a whole", () => {
    const turned = orderedBy([byNumber(Prisma.sql`rows`), byId(Prisma.sql`id`)], "desc");
    expect(turned.by.sql).toBe("rows DESC,id DESC");
    expect(turned.after(encodeCursor([-1, id])).sql).toBe("(rows,id) < (?::bigint,?::uuid)");
  });

  it.each([
    ["of a part too few", ["Zürich"]],
    ["of a part too many", ["Zürich", id, id]],
    ["of another type", [1, id]],
    ["without an id", ["Zürich", "5ab0"]],
  ])("refuses a cursor %s", (_, parts) => {
    expect(() => order.after(encodeCursor(parts))).toThrowError(expect.objectContaining({ code: "input-invalid" }));
  });

  it("takes moments as the database writes them, and nothing else for one", () => {
    const byTime = orderedBy([byMoment(Prisma.sql`at`), byId(Prisma.sql`id`)]);
    for (const at of ["2026-11-29T19:45:36.123456+05:45", "-infinity", "infinity"])
      expect(byTime.after(encodeCursor([at, id])).values[0]).toBe(at);
    expect(() => byTime.after(encodeCursor(["yesterday", id]))).toThrow();
  });

  it("knows the values of an enum", () => {
    const byState = orderedBy([byEnum(Prisma.sql`state`, Prisma.sql`"S"`, ["A", "B"]), byId(Prisma.sql`id`)]);
    expect(byState.after(encodeCursor(["B", id])).sql).toContain('?::"S"');
    expect(() => byState.after(encodeCursor(["C", id]))).toThrow();
  });
});

it("a page of placed rows ends where its last row stands, and keeps the places to itself", () => {
  const rows = [1, 2, 3].map((n) => ({ n, position: [n, id] }));
  expect(toPlacedPage(rows, 2)).toEqual({ rows: [{ n: 1 }, { n: 2 }], nextCursor: encodeCursor([2, id]) });
});
