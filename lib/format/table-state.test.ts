import { describe, expect, it } from "vitest";
import { hrefWith, nextHref, previousHref, readTableState, type SearchParams } from "./table-state";

const vocabulary = {
  sortable: ["name", "rows"],
  filters: { state: ["failed", "paused"], application: null },
};

/** The parameters of an address, as Next hands them to the page. */
function paramsOf(href: string): SearchParams {
  return Object.fromEntries(new URL(href, "http://here").searchParams);
}

describe("reading the address", () => {
  it("has defaults for a bare one", () => {
    const state = readTableState({}, vocabulary);
    expect(state).toEqual({ q: "", sort: { column: "name", descending: false }, filters: {}, after: null, back: [] });
  });
  it("takes search, sort and filters", () => {
    const state = readTableState({ q: " ge ", sort: "-rows", state: "failed", application: "a1" }, vocabulary);
    expect(state).toMatchObject({
      q: "ge",
      sort: { column: "rows", descending: true },
      filters: { state: "failed", application: "a1" },
    });
  });
  it("drops what it does not know, since links grow old", () => {
    const state = readTableState({ sort: "secret", state: "exploded", other: "1", q: ["a", "b"] }, vocabulary);
    expect(state).toMatchObject({ q: "a", sort: { column: "name", descending: false }, filters: {} });
  });
});

describe("a place in the rows", () => {
  it("that is longer than any that was handed out is the first page", () => {
    expect(readTableState({ after: "c".repeat(4_000) }, vocabulary).after).toHaveLength(4_000);
    expect(readTableState({ after: "c".repeat(4_001), back: "." }, vocabulary)).toMatchObject({
      after: null,
      back: [],
    });
  });
});

describe("writing the address", () => {
  it("keeps the other parameters and forgets the place in the rows", () =>
    expect(
      hrefWith("/syncs", { q: "ge", state: "failed", after: "c1", back: "." }, { state: null, sort: "-rows" }),
    ).toBe("/syncs?q=ge&sort=-rows"));
  it("is bare when nothing is left", () => expect(hrefWith("/syncs", { q: "ge" }, { q: "" })).toBe("/syncs"));
});

describe("walking through pages", () => {
  it("comes back the way it went, to the first page", () => {
    const visited = ["/syncs?q=ge"];
    for (const cursor of ["c1", "c2", "c3"]) {
      const params = paramsOf(visited.at(-1) ?? "");
      visited.push(nextHref("/syncs", params, readTableState(params, vocabulary), cursor));
    }
    expect(visited.map((href) => readTableState(paramsOf(href), vocabulary).after)).toEqual([null, "c1", "c2", "c3"]);
    let here = visited.at(-1) ?? "";
    for (const expected of visited.slice(0, -1).reverse()) {
      const params = paramsOf(here);
      here = previousHref("/syncs", params, readTableState(params, vocabulary)) ?? "nowhere";
      expect(paramsOf(here)).toEqual(paramsOf(expected));
    }
    expect(previousHref("/syncs", paramsOf(here), readTableState(paramsOf(here), vocabulary))).toBeNull();
  });

  it("knows no way back from a link that carries only a cursor", () => {
    const state = readTableState({ after: "c9" }, vocabulary);
    expect(previousHref("/syncs", { after: "c9" }, state)).toBeNull();
  });

  it("does not let the address grow without end", () => {
    let params: SearchParams = {};
    for (let page = 0; page < 200; page += 1) {
      params = paramsOf(nextHref("/syncs", params, readTableState(params, vocabulary), `cursor-${page}`));
    }
    expect(readTableState(params, vocabulary).back).toHaveLength(12);
  });
});
