import { describe, expect, it } from "vitest";
import { nextLink, parseExpand, parseQuery, selectFrom } from "./odata";
import { defaultProfile } from "./profile";

const profile = defaultProfile();

describe("parseQuery", () => {
  it("takes options apart, percent-encoded or not, with and without the dollar sign", () => {
    const query = parseQuery("?$top=5000&expand=fields(%24select%3DA%2CB)&$filter=fields%2FA%20eq%20'x%26y'", profile);
    expect(query.top).toBe(5000);
    expect(query.expand).toEqual([{ name: "fields", select: ["A", "B"], expand: [] }]);
    expect(query.filter).toBe("fields/A eq 'x&y'");
  });

  it("reads a plus sign as a blank, as the service does with an unencoded filter", () => {
    expect(parseQuery("?$filter=fields/A+eq+'1'", profile).filter).toBe("fields/A eq '1'");
  });

  it.each(["$count=true", "$skip=20"])("refuses %s (Graph contract 1.3)", (option) => {
    expect(() => parseQuery(`?${option}`, profile)).toThrow("Only URLs returned by the API can be used to page.");
  });

  it.each(["$top=0", "$top=x", "$filter=%", "$expand=fields($select=A"])("refuses %s", (option) => {
    expect(() => parseQuery(`?${option}`, profile)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it("asks for the dollar sign where a tenant is strict (table (d) 26)", () => {
    expect(() => parseQuery("?expand=fields", { ...profile, strictDollar: true })).toThrow(
      expect.objectContaining({ status: 400, code: "badArgument" }),
    );
  });
});

describe("parseExpand", () => {
  it("follows nesting", () => {
    expect(parseExpand("columns,items($expand=fields($select=A);$select=id)")).toEqual([
      { name: "columns", expand: [] },
      { name: "items", select: ["id"], expand: [{ name: "fields", select: ["A"], expand: [] }] },
    ]);
  });
});

describe("nextLink", () => {
  it("keeps the options of the first call and survives being read again", () => {
    const query = parseQuery("?$top=2&$filter=fields/A eq 'b %26 c'&$skiptoken=old", profile);
    const link = new URL(nextLink("https://localhost/v1.0/x", query, "Paged=TRUE&p_ID=205"));
    const again = parseQuery(link.search, profile);
    expect(again).toMatchObject({ top: 2, filter: "fields/A eq 'b & c'", skipToken: "Paged=TRUE&p_ID=205" });
    expect(link.search).toContain("$skiptoken=Paged%3DTRUE%26p_ID%3D205");
  });
});

describe("selectFrom", () => {
  it("keeps what is named and every annotation", () => {
    expect(selectFrom({ "@odata.etag": "e", id: "1", name: "n" }, ["id"])).toEqual({ "@odata.etag": "e", id: "1" });
  });
});
