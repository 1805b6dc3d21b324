import { describe, expect, it } from "vitest";
import { curve, lineBetween, lineOfExpression, withoutOverlap } from "./line-geometry";

const list = (scrollTop: number) => ({ scrollTop, height: 200 });

describe("a line between two columns", () => {
  it("runs from the middle of one row to the middle of the other, as both lists are scrolled", () => {
    expect(lineBetween({ from: 2, to: 5 }, list(20), list(100), 40)).toEqual({
      fromY: 80,
      toY: 120,
      middleY: 100,
      isFromSeen: true,
      isToSeen: true,
    });
  });

  it("runs to the edge where one end is not seen", () => {
    expect(lineBetween({ from: 0, to: 50 }, list(0), list(0), 40)).toMatchObject({ toY: 200, isToSeen: false });
    expect(lineBetween({ from: 0, to: 1 }, list(0), list(400), 40)).toMatchObject({ toY: 0, isToSeen: false });
  });

  it("is not drawn where neither end is seen, or a filter hides one", () => {
    expect(lineBetween({ from: 20, to: 20 }, list(0), list(0), 40)).toBeNull();
    expect(lineBetween({ from: null, to: 1 }, list(0), list(0), 40)).toBeNull();
    expect(lineBetween({ from: 1, to: null }, list(0), list(0), 40)).toBeNull();
    expect(lineOfExpression(20, list(0), 40)).toBeNull();
  });

  it("leaves and arrives level", () => {
    expect(curve(0, 10, 100, 50)).toBe("M0 10C50 10 50 50 100 50");
  });

  it("bears its words only where they stand over no others, the first ones first", () => {
    const places = [
      { id: "chosen", y: 50 },
      { id: "near", y: 60 },
      { id: "far", y: 80 },
    ];
    expect([...withoutOverlap(places, 20)]).toEqual(["chosen", "far"]);
  });
});
