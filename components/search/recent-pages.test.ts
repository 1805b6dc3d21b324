import { describe, expect, it } from "vitest";
import { readRecentPages, withPage } from "./recent-pages";

const page = (href: string, label = href) => ({ href, label, hint: "Columns" });

describe("recently visited pages", () => {
  it("stand the newest first, each once, at most eight", () => {
    const visited = Array.from({ length: 12 }, (_, at) => page(`/tables/${at}`));
    const kept = [...visited, page("/tables/7")].reduce<ReturnType<typeof readRecentPages>>(withPage, []);
    expect(kept.map(({ href }) => href)).toEqual([7, 11, 10, 9, 8, 6, 5, 4].map((at) => `/tables/${at}`));
  });

  it("leave out the places of the navigation, pages without a heading and pages that show values of rows", () => {
    for (const left of [
      page("/tables"),
      page("/tables/1", ""),
      page("/tables/1/data"),
      page("/syncs/1/ledger/row?key=9"),
    ]) {
      expect(withPage([], left)).toEqual([]);
    }
  });

  it("are none where what is stored cannot be read", () => {
    expect(readRecentPages(null)).toEqual([]);
    expect(readRecentPages("{")).toEqual([]);
    for (const other of [{}, [null], [{ ...page("/runs/1"), hint: 1 }], [page("https://elsewhere.example")]]) {
      expect(readRecentPages(JSON.stringify(other))).toEqual([]);
    }
    expect(readRecentPages(JSON.stringify([page("/runs/1")]))).toEqual([page("/runs/1")]);
  });
});
