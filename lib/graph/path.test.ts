import { describe, expect, it } from "vitest";
import { graphPath, odataText, withQuery } from "./path";

describe("graphPath", () => {
  it("encodes values but keeps the commas of a site id", () => {
    expect(graphPath`/sites/${"h.sharepoint.com,a,b"}/lists/${"My List/ä"}/items/${7}`).toBe(
      "/sites/h.sharepoint.com,a,b/lists/My%20List%2F%C3%A4/items/7",
    );
  });
});

describe("withQuery", () => {
  it("encodes what would break a query and leaves out what is undefined", () => {
    const path = withQuery("/x", { $filter: `fields/A eq ${odataText("a&b+c%d'e")}`, $top: 2, $select: undefined });
    expect(path).toBe("/x?$filter=fields/A%20eq%20'a%26b%2Bc%25d''e'&$top=2");
    expect(new URL(`https://host${path}`).searchParams.get("$filter")).toBe("fields/A eq 'a&b+c%d''e'");
  });

  it("keeps nested options legible", () => {
    expect(withQuery("/x", { $expand: "fields($select=A,B)" })).toBe("/x?$expand=fields($select=A,B)");
    expect(withQuery("/x", {})).toBe("/x");
  });
});
